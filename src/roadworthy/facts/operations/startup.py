"""What makes the objects that answer requests, before any comes: programs, factories and life cycles."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.facts.operations.requests import Requests
from roadworthy.facts.operations.steps import STARTED, Node
from roadworthy.facts.operations.words import words_of
from roadworthy.facts.python import last_names

#: Words in the names of functions that prepare a server, and of those that train what it answers by.
_PREPARING = frozenset(
    "app boot bootstrap build configure create get init initialize launch lifespan load main make prepare run"
    " serve setup start startup warmup".split()
)
_TRAINING = frozenset("fit retrain train training tune".split())
#: Decorators of the life cycle of an application.
_CYCLE = frozenset("asynccontextmanager before_serving contextmanager on_event on_startup startup".split())


def startup(requests: Requests) -> Iterator[Node]:
    """Yield the top levels, programs and functions of modules that serve which prepare the server."""
    graph = requests.graph
    for path, module in graph.modules.items():
        if not requests.is_server(path):
            continue
        yield path, ""
        if module.main_uses:
            yield path, STARTED
        for item in module.definitions:
            words = words_of(item.name)
            prepares = not words.isdisjoint(_PREPARING) or not _CYCLE.isdisjoint(last_names(item.decorators))
            if item.kind != "class" and prepares and words.isdisjoint(_TRAINING):
                yield path, ".".join(item.route)
