import re
from collections.abc import Iterator

from roadworthy import ComposeService, Dockerfile, Finding, Location, Severity, rule

#: Images known to come without `curl`; those of Alpine have BusyBox's `wget`.
_BARE = frozenset(("alpine", "debian", "ubuntu"))
_PREFIXES = ("docker.io/", "library/")
_ASKS = re.compile(r"(?:^|[\s\[\"',;&|])(curl|wget)(?=[\s\"',])")
#: What may install a program without its name: a script, a list, or a file from another image.
_UNSEEN = re.compile(r"\.sh\b|\bxargs\b|\$\(|\bconda\b|\bmamba\b|\bansible\b")


@rule(Severity.WARNING, since="0.2")
def health_check_command_missing(
    dockerfiles: tuple[Dockerfile, ...], services: tuple[ComposeService, ...]
) -> Iterator[Finding]:
    """A health check runs a program that the image does not have.

    Slim images come without `curl` and `wget`. The check fails each time, so the container counts as
    unhealthy: an orchestrator restarts it, and services that wait for it never start. Install the
    program, or use Python:
    `python -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/health')"`.

    The rule checks `HEALTHCHECK` and the health checks of Compose services that are built here, for the slim
    images of Python, Debian, Ubuntu and Alpine. It stays silent if a script may install the program.

    ```dockerfile bad
    FROM python:3.13-slim
    COPY . .
    HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
    CMD ["uvicorn", "serve:app"]
    ```
    ```dockerfile bad
    FROM python:3.13-slim
    COPY . .
    CMD ["uvicorn", "serve:app"]
    ```
    ```yaml compose.yaml bad
    services:
      serve:
        build: .
        healthcheck:
          test: ["CMD", "curl", "-f", "http://localhost:8000/health"]
    ```
    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends curl
    HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
    CMD ["uvicorn", "serve:app"]
    ```
    ```dockerfile good
    FROM python:3.13
    HEALTHCHECK CMD curl -f http://localhost:8000/health || exit 1
    CMD ["uvicorn", "serve:app"]
    ```
    ```dockerfile good
    FROM python:3.13-alpine
    HEALTHCHECK CMD wget -q --spider http://localhost:8000/health
    CMD ["uvicorn", "serve:app"]
    ```
    """
    for dockerfile in dockerfiles:
        checks = [item for item in dockerfile.final if item.keyword == "HEALTHCHECK"]
        if checks:
            words = " ".join(checks[-1].json or ()) or checks[-1].arguments
            yield from _lacking(dockerfile, words, dockerfile.at(checks[-1]))
    built = {dockerfile.path: dockerfile for dockerfile in dockerfiles}
    for service in services:
        check = service.data.get("healthcheck")
        image = built.get(service.dockerfile)
        if isinstance(check, dict) and image is not None:
            test = check.get("test")
            words = " ".join(map(str, test)) if isinstance(test, list) else str(test or "")
            yield from _lacking(image, words, service.at("healthcheck", "test"))


def _lacking(dockerfile: Dockerfile, words: str, at: Location) -> Iterator[Finding]:
    """Yield a finding if a check runs a program that nothing brings into the last stage."""
    asks = _ASKS.search(words)
    if asks is None or not dockerfile.stages:
        return
    program = asks[1]
    first = dockerfile.stages[-1]
    while first.base is not None:
        first = dockerfile.stages[first.base]
    if not first.image_known or not _lacks(first.image, program):
        return
    for item in dockerfile.final:
        if item.keyword in ("RUN", "COPY", "ADD"):
            text = " ".join(item.json) if item.json else item.arguments
            if program in text or (item.keyword == "RUN" and _UNSEEN.search(text)):
                return
    yield Finding(f"`{first.image}` has no `{program}`, and nothing installs it", at)


def _lacks(image: str, program: str) -> bool:
    """Tell whether an image is known to come without `curl` or `wget`."""
    for prefix in _PREFIXES:
        image = image.removeprefix(prefix)
    name, _, tag = image.partition("@")[0].partition(":")
    small = name == "alpine" or (name == "python" and "alpine" in tag)
    if small:
        return program == "curl"
    return name in _BARE or (name == "python" and "slim" in tag)
