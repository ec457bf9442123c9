"""The one walk over a module's syntax tree, which all node rules and the summary share."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from roadworthy.facts.python.bindings import Bindings, Gathered, settle
from roadworthy.facts.python.collector import Collector
from roadworthy.facts.python.module import Module
from roadworthy.facts.python.scope_walk import Handlers, ScopeWalk
from roadworthy.facts.python.summary import ModuleSummary
from roadworthy.facts.python.syntax import looked_for

_PLACE = attrgetter("lineno", "col_offset")


def walk(module: Module, handlers: Handlers) -> ModuleSummary:
    """Call each handler with each node of its type, in no promised order, and return the summary.

    Iterative: a tree nested as deeply as the parser allows cannot overflow the stack.
    """
    collector = Collector(module)
    handlers = {**handlers}
    for kind in looked_for(module):
        handlers[kind] = [*handlers.get(kind, ()), collector.note_syntax]
    while collector.pending:
        ScopeWalk(collector.pending.pop(), collector).run(handlers)
    module.keep(Gathered(collector.nodes, settle(collector.scopes.seen, collector.top)))
    return collector.summary()


def nodes_of(module: Module, *kinds: type[Any]) -> tuple[Any, ...]:
    """Return a module's nodes of some types, as the one walk over it met them, in source order.

    Names, attributes, operators, and constants other than texts and bytes are not kept: a rule on these asks
    for the node. A node without a line of its own, as `arguments`, comes first.
    """
    gathered = _gathered(module)
    found = gathered.ordered.get(kinds)
    if found is None:  # many rules ask for calls
        kept = gathered.nodes
        placed = [node for kind in kinds if "lineno" in kind._attributes for node in kept.get(kind, ())]
        others = [node for kind in kinds if "lineno" not in kind._attributes for node in kept.get(kind, ())]
        found = gathered.ordered[kinds] = (*others, *sorted(placed, key=_PLACE))
    return found


def bindings_of(module: Module) -> Bindings:
    """Return which names of a module are worth a closer look."""
    return _gathered(module).bindings


def _gathered(module: Module) -> Gathered:
    if module.gathered is None:  # parsed for its own sake, and not by the file pass
        walk(module, {})
    assert module.gathered is not None
    return module.gathered
