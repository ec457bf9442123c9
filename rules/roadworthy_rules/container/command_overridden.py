from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, rule


@rule(Severity.WARNING, since="0.1")
def command_overridden(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A stage has several commands, and only the last one counts.

    Docker ignores every `CMD` and `ENTRYPOINT` but the last of each, so the container does not run what the
    file seems to say. Delete the others; to start several processes, use several containers.

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
                yield Finding(f"a later `{item.keyword}` of the stage replaces it", at)
            last[item.stage, item.keyword] = index
