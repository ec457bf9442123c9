import re
from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, rule
from roadworthy_rules.container._image import copied_stage, sources_of

_SECRET = re.compile(
    r"(?i)(?:.*/)?(?:\.env(?:\.(?:local|prod|production|staging))?|\.netrc|\.pypirc|id_(?:rsa|dsa|ecdsa|ed25519)"
    r"|kaggle\.json|service[-_]?account[^/]*\.json|gcp[-_]key\.json|\.aws/credentials|[^/]*\.p12)"
)


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=538)
def secret_file_copied(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A file with secrets is copied into the image.

    Every layer stays in the image, so everyone who can pull the image can read the file, even if a later
    instruction deletes it. Pass the values when the container starts, or mount the file for one instruction
    with `RUN --mount=type=secret`.

    The rule recognizes such files by name, for example `.env` and private keys. It ignores stages and files
    for development, and stages from which the last one copies.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY .env ./
    CMD ["demo"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    COPY .env.example pyproject.toml ./
    RUN --mount=type=secret,id=netrc,target=/root/.netrc pip install demo
    CMD ["demo"]
    ```
    ```dockerfile docker/dev.Dockerfile good
    FROM python:3.13-slim
    COPY .env ./
    ```
    """
    if dockerfile.for_development:
        return
    for item in dockerfile.final:
        if item.keyword in ("COPY", "ADD") and copied_stage(item, {}) is None:
            found = next(filter(_SECRET.fullmatch, sources_of(item)), None)
            if found:
                yield Finding(f"`{found}` stays in the image", dockerfile.at(item))
