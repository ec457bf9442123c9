import re
from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Severity, may_be_placeholder, rule

#: A name that ends with one of these: `TOKEN_URL` and `SECRET_FILE` are none.
_SECRET = re.compile(
    r"(?:.*_)?(?:PASS(?:WORD|WD|PHRASE)|SECRET|TOKEN|(?:ACCESS|API|AUTH|ENCRYPTION|PRIVATE|SECRET|SIGNING)_?KEY)",
    re.IGNORECASE,
)
#: A database, whose password in an image for development guards nothing.
_DATABASE = re.compile(r"(?i)(?:db|database|mariadb|minio|mongo|mysql|pg|postgres|rabbitmq|redis)")
_PAIR = re.compile(r"(?<!\w)\d*+([A-Za-z_]\w*+)=(\"[^\"]*\"|'[^']*'|\S*)")


@rule(Severity.ERROR, since="0.1", security=8.0, cwe=798)
def secret_in_image(dockerfile: Dockerfile) -> Iterator[Finding]:
    """The image contains a secret.

    Values of `ARG` and `ENV` stay in the image's layers and history, where everyone who can pull the image
    can read them. Revoke the secret. Pass the new one when the container runs, or use
    `RUN --mount=type=secret` during the build.

    ```dockerfile bad
    FROM python:3.13-slim
    ENV DATABASE_PASSWORD=hunter2hunter2
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    ARG API_TOKEN="1f0e7c6b5a49"
    ENV AWS_SECRET_ACCESS_KEY 9c1f3d5e7a
    ```
    ```dockerfile good
    FROM python:3.13-slim
    ARG API_TOKEN
    ENV PASSWORD_FILE=/run/secrets/password ACCESS_TOKEN_TTL=3600 SECRET_KEY=${SECRET_KEY}
    ENV DJANGO_SECRET_KEY=only-to-build
    RUN --mount=type=secret,id=token ./fetch
    ```

    A database for development may have any password.

    ```dockerfile dev/Dockerfile good
    FROM mariadb:10.11
    ENV MYSQL_ROOT_PASSWORD=wikipedia
    ```
    ```dockerfile dev/Dockerfile bad
    FROM python:3.13-slim
    ENV PAYMENT_API_KEY=9c1f3d5e7a
    ```
    """
    for instruction in dockerfile.instructions:
        if instruction.keyword not in ("ARG", "ENV"):
            continue
        pairs = _PAIR.findall(instruction.arguments)
        if "=" not in instruction.arguments.partition(" ")[0] and instruction.keyword == "ENV":
            name, _, value = instruction.arguments.partition(" ")
            pairs = [(name, value.strip())]
        for name, value in pairs:
            value = value.strip("\"'")
            certain = len(value) > 5 and "$" not in value and not value.startswith(("<", "/"))
            if dockerfile.for_development and _DATABASE.match(name):
                continue
            if certain and _SECRET.fullmatch(name) and not may_be_placeholder(value):
                message = f"`{name}` is set to a value that stays in the image"
                yield Finding(message, dockerfile.at(instruction))
