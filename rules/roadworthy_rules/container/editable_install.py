import re
from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, rule

_EDITABLE = re.compile(r"\bpip3?\s+install\b[^&|;]*\s(?:-e|--editable)\b|\bsetup\.py\s+develop\b")
_DEVELOPMENT = re.compile(r"dev|test|debug|ci\b|local", re.IGNORECASE)


@rule(Severity.ERROR, since="0.1")
def editable_install(dockerfile: Dockerfile) -> Iterator[Finding]:
    """The image installs the project in editable mode.

    An editable install points at the source tree: the image then runs whatever lies there, not the wheel that
    was built and tested, and breaks when the tree is mounted over or left out. Build a wheel in a stage of
    its own, and install that.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY . .
    RUN pip install --no-cache-dir -e .
    USER churn
    ```
    ```dockerfile good
    FROM python:3.13-slim AS builder
    COPY . .
    RUN pip wheel --no-deps -w /dist .
    FROM python:3.13-slim
    COPY --from=builder /dist/*.whl ./
    RUN pip install --no-cache-dir *.whl
    USER churn
    ```
    A stage or file for development may.

    ```dockerfile Dockerfile.dev good
    FROM python:3.13-slim
    RUN pip install -e .
    ```
    ```dockerfile good
    FROM python:3.13-slim AS development
    RUN pip install -e .
    ```
    """
    names = [stage.name or "" for stage in dockerfile.stages]
    file = dockerfile.path.rpartition("/")[2]
    for instruction in dockerfile.final:
        stage = names[instruction.stage] if instruction.stage >= 0 else ""
        if _DEVELOPMENT.search(stage) or _DEVELOPMENT.search(file):
            continue
        if instruction.keyword == "RUN" and _EDITABLE.search(instruction.arguments):
            yield Finding("the project is installed in editable mode", dockerfile.at(instruction))
