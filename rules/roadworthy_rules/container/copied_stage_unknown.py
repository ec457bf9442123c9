from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, nearest, rule
from roadworthy_rules.container._image import copied_stage


@rule(Severity.ERROR, since="0.1")
def copied_stage_unknown(dockerfile: Dockerfile) -> Iterator[Finding]:
    """`COPY --from` names a stage that does not exist.

    The builder looks for an image with that name in a registry, so the build fails or copies from a
    stranger's image. Correct the name of the stage.

    The rule reports names that are nearly the name of a stage, and numbers beyond the last stage. It ignores
    names of images, such as `ghcr.io/astral-sh/uv:0.5`.

    ```dockerfile bad
    FROM python:3.13-slim AS builder
    RUN pip wheel -w /dist .
    FROM python:3.13-slim
    COPY --from=buidler /dist /dist
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    COPY --from=3 /dist /dist
    ```
    ```dockerfile good
    FROM python:3.13-slim AS builder
    RUN pip wheel -w /dist .
    FROM python:3.13-slim
    COPY --from=Builder /dist /dist
    COPY --from=0 /etc/ssl /etc/ssl
    COPY --from=nginx /etc/nginx /etc/nginx
    COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/uv
    ```
    """
    names = {stage.name.lower(): stage.index for stage in dockerfile.stages if stage.name}
    for item in dockerfile.instructions:
        if item.keyword != "COPY":
            continue
        origin = copied_stage(item, names)
        if isinstance(origin, int) and origin >= len(dockerfile.stages):
            yield Finding(f"no stage {origin} exists", dockerfile.at(item))
        elif isinstance(origin, str) and "$" not in origin and not set(origin) & set("/:@."):
            meant = nearest(origin.lower(), names)
            if meant:
                yield Finding(f"no stage `{origin}` exists; did you mean `{meant}`?", dockerfile.at(item))
