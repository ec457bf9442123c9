import re
from collections.abc import Iterator

from roadworthy import Dockerfile, Finding, Location, Severity, rule

#: Images that set a user of their own.
_UNPRIVILEGED = re.compile(
    r"nonroot|rootless|unprivileged|jupyter/|chainguard|cgr\.dev/|bitnami/|sagemaker|lambda"
)


@rule(Severity.WARNING, since="0.1")
def user_root(dockerfile: Dockerfile) -> Iterator[Finding]:
    """The container runs as root.

    Whoever breaks into the process owns the container, and with one more fault the host. Create a user, and
    switch to it with `USER` before the command.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY dist/*.whl ./
    RUN pip install --no-cache-dir *.whl
    CMD ["churn-serve"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    USER churn
    USER 0
    CMD ["churn-serve"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN useradd --system churn
    USER churn
    CMD ["churn-serve"]
    ```
    An image without a command is built upon; whoever does that chooses the user. So does a nonroot image.

    ```dockerfile good
    FROM python:3.13-slim
    RUN pip install --no-cache-dir build
    ```
    ```dockerfile good
    FROM gcr.io/distroless/python3-debian12:nonroot
    CMD ["app.py"]
    ```
    """
    runs = [item for item in dockerfile.final if item.keyword in ("CMD", "ENTRYPOINT")]
    users = [item for item in dockerfile.final if item.keyword == "USER"]
    if not runs or not dockerfile.stages:
        return
    if users:
        user = users[-1].arguments.strip().partition(":")[0]
        if user in ("root", "0"):
            yield Finding(f"the last user is `{user}`", dockerfile.at(users[-1]))
    else:
        last = dockerfile.stages[-1]
        first = last
        while first.base is not None:
            first = dockerfile.stages[first.base]
        if first.image_known and not _UNPRIVILEGED.search(first.image):
            at = Location(dockerfile.path, (last.name or f"stage {last.index}", "FROM"), last.span)
            yield Finding("no `USER` is set, so the command runs as root", at)
