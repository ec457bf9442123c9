from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, rule
from roadworthy_rules.container._image import copied_stage
from roadworthy_rules.container._manifests import tag_of


@rule(Severity.NOTE, since="0.1")
def copied_image_unpinned(dockerfile: Dockerfile) -> Iterator[Finding]:
    """`COPY --from` takes files from an image without a version.

    The next build copies another version of the tool without a change in your files: a new resolver, a lock
    file of a newer format, a removed option. Name a version, such as `ghcr.io/astral-sh/uv:0.11`.

    The rule ignores stages of the file, variables and images with a digest.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/
    RUN uv sync --frozen
    ```
    ```dockerfile good
    ARG UV=0.11
    FROM python:3.13-slim AS builder
    COPY --from=ghcr.io/astral-sh/uv:0.11 /uv /bin/
    RUN uv sync --frozen --no-editable
    FROM python:3.13-slim
    COPY --from=builder /app/.venv /app/.venv
    COPY --from=0 /etc/ssl /etc/ssl
    COPY --from=${TOOLS} /bin/tool /bin/
    ```
    """
    if dockerfile.for_development:
        return
    names = {stage.name.lower(): stage.index for stage in dockerfile.stages if stage.name}
    for item in dockerfile.instructions:
        origin = copied_stage(item, names) if item.keyword == "COPY" else None
        # A bare word may be a stage whose name is wrong, or a context that the builder is given.
        is_image = isinstance(origin, str) and "$" not in origin and bool(set(origin) & set("/:"))
        if is_image and tag_of(str(origin)) in ("", "latest"):
            yield Finding(
                f"`{origin}` has no version, so each build may copy another one", dockerfile.at(item)
            )
