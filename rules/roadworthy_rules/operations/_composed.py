"""What Compose says of the services of a project: their memory, and their health."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from roadworthy import is_model_server, kept, path_words
from roadworthy_rules.operations._probes import may_serve
from roadworthy_rules.operations._releases import is_other, runs_own

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import Answer, ComposeService

#: What a service of pages is called.
_PAGE = re.compile(r"(?i)front|(?:^|[-_])(?:ui|web|client|dashboard|streamlit)(?:$|[-_])")
#: What starts or shows the work of Celery.
_TIMES = re.compile(r"\bcelery\b.*\s(?:beat|flower)\b")
#: Words in the names of Dockerfiles of images to develop a project in.
_DEVELOPMENT = frozenset("debug dev development local".split())


def serves(service: ComposeService) -> bool:
    """Tell whether a service of Compose may be that of the project, by its name."""
    return not is_other(service.name) and not _PAGE.search(service.name)


def limited_by_compose(services: Iterable[ComposeService]) -> Answer | None:
    """Return how far Compose limits the memory of what serves; None where it limits none of it."""
    services = tuple(services)
    own = [one for one in services if runs_own(one) and serves(one) and may_serve(one) and not _times(one)]
    # Beside those of production, one that is built to develop it is not what is deployed.
    own = [one for one in own if not _develops(one)] or own
    produced = {one.name for one in own if _of_production(one)}
    own = [one for one in own if _of_production(one) or one.name not in produced]
    if limited := [one for one in own if _memory(one)]:
        found = [(f"`{one.name}` has `memory: {_memory(one)}`", one.at()) for one in limited[:3]]
        left = len(own) - len(limited)
        reason = f"{left} of {len(own)} services have no memory limit" if left else ""
        return kept(*found, share=len(limited) / len(own), reason=reason)
    for one in services:
        if _memory(one) and is_model_server(str(one.data.get("image") or "")) and not one.for_development:
            told = f"`{one.name}` has `memory: {_memory(one)}`", one.at()
            return kept(told, share=0.5, reason="what asks the model server for answers has no limit")
    return None


def checked_model_server(services: Iterable[ComposeService]) -> ComposeService | None:
    """Return a service that runs a server of models and has a health check; None where there is none."""
    for one in services:
        if one.data.get("healthcheck") and is_model_server(str(one.data.get("image") or "")):
            return None if one.for_development else one
    return None


def _develops(service: ComposeService) -> bool:
    """Tell whether a service is one to develop the project, by its file or the Dockerfile that it uses."""
    words = path_words(service.dockerfile.rpartition("/")[2])
    return service.for_development or not words.isdisjoint(_DEVELOPMENT)


def _times(service: ComposeService) -> bool:
    """Tell whether a service only starts or shows what workers of Celery do."""
    return _TIMES.search(service.words) is not None


def _of_production(service: ComposeService) -> bool:
    """Tell whether a service is of a file that is named for production: there it is what is deployed."""
    return not path_words(service.file.rpartition("/")[2]).isdisjoint(("prod", "production"))


def _memory(service: ComposeService) -> object:
    """Return the limit of a service's memory; None where it has none."""
    value: object = service.data.get("deploy")
    for key in ("resources", "limits", "memory"):
        value = value.get(key) if isinstance(value, dict) else None
    return value or service.data.get("mem_limit")
