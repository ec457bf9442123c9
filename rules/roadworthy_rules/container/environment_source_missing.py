from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Pyproject, Resolver, Severity, rule
from roadworthy_rules.container._image import image_of


@rule(Severity.ERROR, since="0.1")
def environment_source_missing(
    dockerfile: Dockerfile, resolver: Resolver, pyproject: Pyproject
) -> Iterator[Finding]:
    """The image copies an environment with an editable installation, but not its source.

    An editable installation contains only a path to the source tree. The last stage copies the environment
    without the tree, so the import fails when the container starts. Install without editable mode
    (`uv sync --no-editable`, `pip install .`), or copy the source to the same path.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "demo"
    ```
    ```dockerfile bad
    FROM python:3.13-slim AS builder
    WORKDIR /app
    COPY . .
    RUN uv sync --locked
    FROM python:3.13-slim
    COPY --from=builder /app/.venv /app/.venv
    CMD ["/app/.venv/bin/demo"]
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "demo"
    ```
    ```dockerfile good
    FROM python:3.13-slim AS builder
    WORKDIR /app
    COPY . .
    RUN uv sync --locked --no-editable
    FROM python:3.13-slim
    COPY --from=builder /app/.venv /app/.venv
    CMD ["/app/.venv/bin/demo"]
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    [project]
    name = "demo"
    ```
    ```dockerfile good
    FROM python:3.13-slim AS builder
    WORKDIR /app
    COPY . .
    RUN uv sync --locked
    FROM python:3.13-slim
    COPY --from=builder /app/.venv /app/.venv
    COPY src /app/src
    CMD ["/app/.venv/bin/demo"]
    ```
    """
    if dockerfile.for_development or not pyproject.is_package:
        return
    image = image_of(dockerfile, resolver, pyproject)
    lost = [item for item in image.installed if item.what == "editable" and item.isolated]
    whole = any(item.what in ("wheel", "index", "project") for item in image.installed)
    if lost and not whole and not image.source and not image.unseen:
        yield Finding(
            f"`{lost[0].words}` installs the project in editable mode, without its source", lost[0].at
        )
