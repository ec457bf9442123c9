"""Which addresses of a service its probes and health checks request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy_rules.operations._images import health_check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roadworthy import ComposeService, Dockerfile, KubernetesObject, Location

#: What probes of Kubernetes are called.
PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
_OWN = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?::[\w${}-]{1,40})?(/[\w./-]{0,100})?")
#: What a command of Compose names that serves.
_SERVING = re.compile(
    r"(?i)uvicorn|gunicorn|hypercorn|flask|fastapi|streamlit|bentoml|python|uv run|\bserve\b|\.sh\b"
)
#: Characters of a check that are searched.
_LENGTH = 2_000


def probed(
    dockerfiles: Iterable[Dockerfile],
    services: Iterable[ComposeService],
    objects: Iterable[KubernetesObject],
) -> Iterator[tuple[str, str, Location]]:
    """Yield each path that is requested, with what requests it, in words, and where."""
    services = tuple(services)
    for file in dockerfiles:
        if (check := health_check(file)) is not None:
            for path in _paths(check.arguments):
                yield path, f"the health check of `{file.path}`", file.at(check)
    for service in services:
        check = service.data.get("healthcheck")
        if not (service.is_built and isinstance(check, dict)) or not may_serve(service):
            continue
        if not twin(service, services):
            for path in _paths(str(check.get("test") or "")):
                yield path, f"the health check of the service `{service.name}`", service.at("healthcheck")
    for item in objects:
        for route, container in item.containers():
            for name in PROBES:
                asked = item.get(*route, name, "httpGet", "path") if container.get(name) else None
                if isinstance(asked, str):
                    yield asked.rstrip("/") or "/", f"the `{name}` of `{item.name}`", item.at(*route, name)


def twin(service: ComposeService, services: Iterable[ComposeService]) -> str:
    """Return the Compose file nearer to the root whose service of the same name has no health check."""
    depth = service.file.count("/")
    return next(
        (
            one.file
            for one in services
            if one.name == service.name
            and one.file.count("/") < depth
            and one.dockerfile == service.dockerfile
            and not one.data.get("healthcheck")
        ),
        "",
    )


def may_serve(service: ComposeService) -> bool:
    """Tell whether a service of Compose runs what its image says, or a command that serves."""
    command = service.data.get("command") or service.data.get("entrypoint")
    return not command or _SERVING.search(str(command)) is not None


def _paths(text: str) -> Iterator[str]:
    for found in _OWN.finditer(text[:_LENGTH]):
        yield (found[1] or "/").rstrip("/") or "/"
