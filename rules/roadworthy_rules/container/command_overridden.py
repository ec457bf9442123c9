from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, rule


@rule(Severity.WARNING, since="0.1")
def command_overridden(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A stage has several commands, and only the last one runs.

    Docker ignores every `CMD` and `ENTRYPOINT` except the last, so the container does not run what the file
    suggests. Delete the others. To start several processes, use several containers.

    ```dockerfile bad
    FROM python:3.13-slim
    USER 1000
    CMD ["python", "migrate.py"]
    CMD ["python", "serve.py"]
    ```
    ```dockerfile good
    FROM python:3.13-slim AS base
    USER 1000
    CMD ["python", "serve.py"]
    FROM base
    ENTRYPOINT ["python"]
    CMD ["worker.py"]
    ```
    """
    last: dict[tuple[int, str], int] = {}
    for index, item in enumerate(dockerfile.instructions):
        if item.keyword in ("CMD", "ENTRYPOINT"):
            before = last.get((item.stage, item.keyword))
            if before is not None:
                at = dockerfile.at(dockerfile.instructions[before])
                yield Finding(f"a later `{item.keyword}` in the stage overrides it", at)
            last[item.stage, item.keyword] = index
