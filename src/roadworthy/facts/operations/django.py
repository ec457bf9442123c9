"""What Django loads by name: the module of its settings, and what that installs around all requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.operations.calls import Called
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.levels import Level, Watched
from roadworthy.facts.operations.signals import ADDRESSES, INCLUDING, Concern, is_named
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.python import PLACE

#: Addresses that are the root of a site, or of what includes them.
_AT_ROOT = frozenset(("/", "^", "^$", "^/$"))
_VARIABLE = "'DJANGO_SETTINGS_MODULE"
#: What watches requests where the settings install it: by what setting, and its dotted name.
_INSTALLED = (
    (Concern.METRICS, "MIDDLEWARE", "django_prometheus.middleware.PrometheusAfterMiddleware"),
    (Concern.METRICS, "MIDDLEWARE", "django_prometheus.middleware.PrometheusBeforeMiddleware"),
    (Concern.METRICS, "MIDDLEWARE", "django_statsd.middleware.GraphiteRequestTimingMiddleware"),
    (Concern.METRICS, "MIDDLEWARE", "django_statsd.middleware.StatsdMiddleware"),
    (Concern.ERRORS, "INSTALLED_APPS", "elasticapm.contrib.django"),
    (Concern.ERRORS, "INSTALLED_APPS", "raven.contrib.django.raven_compat"),
    (Concern.ERRORS, "MIDDLEWARE", "rollbar.contrib.django.middleware.RollbarNotifierMiddleware"),
)
#: The methods that Django calls of a middleware.
_SEES = re.compile(r"__a?call__$|process_\w{1,40}$")


def settings_modules(graph: Graph) -> Iterator[str]:
    """Yield the paths of the modules that code gives Django as its settings, as `wsgi.py` does."""
    found: dict[str, None] = {}
    for path, module in graph.modules.items():
        if not any(item.module.partition(".")[0] in ("django", "os") for item in module.imports):
            continue
        for uses in (module.uses, module.main_uses, *(item.uses for item in module.definitions)):
            if _VARIABLE in uses:
                names = (use[1:] for use in sorted(uses) if use.startswith(PLACE))
                places = (graph.names.module(path, 0, name) for name in names if "/" not in name)
                found.update((place, None) for place in places if place is not None)
    yield from found


def named_in_settings(graph: Graph, path: str) -> Iterator[Node]:
    """Yield what the settings of Django name that sees requests: handlers of errors, and middlewares."""
    for use in sorted(graph.modules[path].uses):
        module, _, name = use[1:].rpartition(".") if use.startswith(PLACE) else ("", "", "")
        place = graph.names.module(path, 0, module) if module and "/" not in module else None
        definition = graph.definitions.get((place, name)) if place is not None else None
        if place is None or definition is None:
            continue
        if definition.kind != "class":
            yield place, name
        for node, item in graph.definitions.items() if definition.kind == "class" else ():
            if node[0] == place and item.owner == name and _SEES.match(item.name):
                yield node


def root_views(graph: Graph, calls: Iterable[Called]) -> Iterator[Node]:
    """Yield the functions that Django gives the address `/`: `path("", views.home)`.

    Those of a module that another one includes below an address of its own stand below it.
    """
    calls = [call for call in calls if call.at.span and "django" in graph.roots.get(call.at.file, ())]
    given = [call for call in calls if is_named(ADDRESSES, call.name)]
    at_root = [call for call in given if _AT_ROOT.issuperset(call.texts)]
    below: set[str | None] = set()
    for call in calls:
        if call.name == INCLUDING and not any(
            one.at.file == call.at.file and _around(one, call) for one in at_root
        ):
            below.update(graph.names.module(call.at.file, 0, text) for text in call.texts)
    for call in at_root:
        if call.at.file not in below:
            for name in call.names:
                yield from graph.resolved(call.at.file, name)


def _around(one: Called, call: Called) -> bool:
    """Tell whether a call is written in the lines of another one."""
    outer, inner = one.at.span, call.at.span
    return outer is not None and inner is not None and outer.line <= inner.line <= outer.end_line


def installed(graph: Graph, settings: Iterator[str]) -> Iterator[Watched]:
    """Yield what the settings of Django install that watches each request."""
    for path in settings:
        module = graph.modules[path]
        for watch, setting, name in _INSTALLED:
            if PLACE + name in module.uses and setting in module.assigned:
                yield Watched(watch, Level.SERVED, ((f"Django installs `{name}`", Location(path)),))
