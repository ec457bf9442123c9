import re
from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, rule

_SECRET = re.compile(
    r"(?:^|_)(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY)(?:_|$)", re.IGNORECASE
)
_HARMLESS = re.compile(
    r"_(?:FILE|PATH|URL|NAME|DIR|TTL|TYPE|HEADER|LENGTH|EXPIRY|EXPIRES|SECONDS|MINUTES)$", re.IGNORECASE
)
_PAIR = re.compile(r"([A-Za-z_]\w*)=(\"[^\"]*\"|'[^']*'|\S*)")
_PLACEHOLDER = re.compile(
    r"^$|\$|^<.*>$|change-?me|placeholder|dummy|example|^x+$|^\*+$|^none$|^false$|^true$", re.IGNORECASE
)


@rule(Severity.ERROR, since="0.1")
def secret_in_image(dockerfile: Dockerfile) -> Iterator[Finding]:
    """A secret is written into the image.

    Whatever `ARG` and `ENV` set stays in the image's layers and history, for everybody who can pull it. Pass
    secrets when the container runs, or with `RUN --mount=type=secret` while it is built, and change this
    one: it is known.

    ```dockerfile bad
    FROM python:3.13-slim
    ENV DATABASE_PASSWORD=hunter2hunter2
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    ARG API_TOKEN="1f0e7c6b5a49"
    ```
    ```dockerfile good
    FROM python:3.13-slim
    ARG API_TOKEN
    ENV PASSWORD_FILE=/run/secrets/password TOKEN_TTL=3600 SECRET_KEY=${SECRET_KEY}
    RUN --mount=type=secret,id=token ./fetch
    ```
    """
    for instruction in dockerfile.instructions:
        if instruction.keyword not in ("ARG", "ENV"):
            continue
        pairs = _PAIR.findall(instruction.arguments)
        if not pairs and instruction.keyword == "ENV":
            name, _, value = instruction.arguments.partition(" ")
            pairs = [(name, value.strip())]
        for name, value in pairs:
            bare = value.strip("\"'")
            if _SECRET.search(name) and not _HARMLESS.search(name) and not _PLACEHOLDER.search(bare):
                yield Finding(
                    f"`{name}` is set to a value that stays in the image", dockerfile.at(instruction)
                )
