"""What serves a model without a framework for the web: servers of models, and functions of platforms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roadworthy import Location, receives_messages, takes_event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import ModuleSummary

#: Libraries whose functions a platform calls for each request; others are told by their parameters.
_FUNCTIONS = frozenset(("chalice", "functions_framework", "runpod"))


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A library that serves models: what a service names of it, its route for health, whether it counts."""

    name: str
    names: frozenset[str]
    route: str
    counts: bool


_SERVERS = (
    ModelServer("bentoml", frozenset(("Service", "service")), "/livez", counts=True),
    ModelServer("kserve", frozenset(("Model", "ModelServer")), "/v2/health/live", counts=True),
    ModelServer("litserve", frozenset(("LitServer",)), "/health", counts=False),
    ModelServer("mlserver", frozenset(("MLModel", "MLServer")), "/v2/health/live", counts=True),
    ModelServer("ray", frozenset(("deployment",)), "/-/healthz", counts=True),
    ModelServer("seldon_core", frozenset(("SeldonComponent",)), "/health/ping", counts=True),
)


def model_server(modules: Iterable[ModuleSummary]) -> tuple[ModelServer, Location] | None:
    """Return the library that serves the model, and where it is imported; None where there is none.

    An import alone serves nothing: the module names what a service of the library is made by.
    """
    for module in modules:
        for item in module.imports if module.role == "source" else ():
            root = item.module.partition(".")[0]
            for one in _SERVERS:
                # Most of `ray` serves nothing.
                serves = one.name != "ray" or "serve" in (item.name, *item.module.split("."))
                if root == one.name and serves and (item.name in one.names or module.mentions(one.names)):
                    return one, Location(module.path, span=item.span)
    return None


def is_function(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether a platform calls a function of the project for each request."""
    for module in modules:
        if module.role != "source":
            continue
        names = {item.module for item in module.imports}
        if "azure.functions" in names or not _FUNCTIONS.isdisjoint(name.partition(".")[0] for name in names):
            return True
        if any(takes_event(module.path, item) for item in module.definitions):
            return True
    return False


def is_receiver(modules: Iterable[ModuleSummary]) -> bool:
    """Tell whether the project receives messages of a broker or a chat, for which it may answer."""
    return any(module.role == "source" and receives_messages(module) for module in modules)
