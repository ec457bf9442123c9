"""Code that waits for messages or calls in a loop, or hands functions to what does: it has no handlers."""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.finding import Location
from roadworthy.facts.operations.graph import Graph
from roadworthy.facts.operations.starts import Start
from roadworthy.facts.operations.steps import Node
from roadworthy.facts.project import waited_by
from roadworthy.facts.python import MADE, ModuleSummary, last_names


def waiting(graph: Graph) -> Iterator[Start]:
    """Yield the definitions that receive messages, of the modules of a graph.

    A consumer that an object holds is asked by any of its methods: the whole class waits.
    """
    for path, module in graph.modules.items():
        names = waited_by(module)
        for node in _waiting(path, module, names) if names else ():
            item = graph.definitions.get(node)
            at = Location(path, item.route, item.span) if item else Location(path)
            yield Start(f"`{node[1] or path}` waits for messages", at, (node,))


def _waiting(path: str, module: ModuleSummary, names: frozenset[str]) -> Iterator[Node]:
    for name, uses in (("", module.uses), ("__main__", module.main_uses)):
        if not names.isdisjoint(last_names(use.replace(MADE, ".") for use in uses)):
            yield path, name
    found = [item for item in module.definitions if not names.isdisjoint(item.names)]
    owners = {item.owner or item.name for item in found if item.owner or item.kind == "class"}
    for item in module.definitions:
        if item.kind != "class" and (item.owner in owners or not names.isdisjoint(item.names)):
            yield path, ".".join(item.route)
