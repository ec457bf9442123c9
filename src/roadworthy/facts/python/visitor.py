"""The one walk over a module's syntax tree, which all node rules and the summary share."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from roadworthy.core.late_re import re
from roadworthy.facts.python.bindings import Bindings, Gathered, settle
from roadworthy.facts.python.chains import (
    LISTERS,
    LOOKING,
    PICKING,
    chain_of,
    imports_in,
    is_patch,
    only_looked_at,
    parts_of,
    pieces_of,
    replaced_by,
)
from roadworthy.facts.python.collector import Collector, WalkedScope
from roadworthy.facts.python.lookups import (
    ALL,
    BOUND,
    BY_NAME,
    BY_TEXT,
    NOTED,
    by_key,
    in_code,
    lookups,
    of_itself,
    places,
)
from roadworthy.facts.python.module import Module, dotted
from roadworthy.facts.python.scoping import SCOPED
from roadworthy.facts.python.summary import ModuleSummary
from roadworthy.facts.python.syntax import looked_for

Handler = Callable[[Any], None]
Handlers = Mapping[type[ast.AST], Sequence[Handler]]

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
#: Per node type, the fields that can hold nodes. Contexts and operators hold nothing.
_PLANS: dict[type[Any], tuple[str, ...]] = {}
_LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
_NOT_NODES = frozenset(
    "id attr arg name asname module level ctx op ops kind type_comment conversion simple is_async rest"
    " kwd_attrs lineno tag type_ignores".split()
)
#: The length up to which a string may be a route.
_TEXT = 40
_WORDS = re.compile(r"[^\W\d]\w*")
_ASKING = frozenset(("isinstance", "issubclass"))
_MOCKS = frozenset(("setattr", "delattr", "object", "patch"))


def _plan(kind: type[Any]) -> tuple[str, ...]:
    # Lists of nodes may hold None: the keys of `{**x}`, the missing defaults of keyword-only parameters.
    fields = tuple(name for name in getattr(kind, "_fields", ()) if name not in _NOT_NODES)
    if issubclass(kind, (ast.Constant, ast.Global, ast.Nonlocal, *_LEAVES)):
        fields = ()
    if kind is ast.ExceptHandler:
        fields = ("type", "body")
    _PLANS[kind] = fields
    return fields


def walk(module: Module, handlers: Handlers) -> ModuleSummary:
    """Call each handler with each node of its type, in no promised order, and return the summary.

    Iterative: a tree nested as deeply as the parser allows cannot overflow the stack.
    """
    collector = Collector(module)
    handlers = {**handlers}
    for kind in looked_for(module):
        handlers[kind] = [*handlers.get(kind, ()), collector.note_syntax]
    while collector.pending:
        _walk_scope(collector.pending.pop(), handlers, collector)
    module.keep(Gathered(collector.nodes, settle(collector.scopes.seen, collector.top)))
    return collector.summary()


def nodes_of(module: Module, *kinds: type[ast.AST]) -> list[Any]:
    """Return a module's nodes of some types, as the one walk over it met them, in source order.

    Names, attributes, operators, and constants other than texts and bytes are not kept: a rule on these asks
    for the node. A node without a line of its own, as `arguments`, comes first.
    """
    kept = _gathered(module).nodes
    found = [node for kind in kinds for node in kept.get(kind, ())]
    return sorted(found, key=lambda node: (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)))


def bindings_of(module: Module) -> Bindings:
    """Return which names of a module are worth a closer look."""
    return _gathered(module).bindings


def _gathered(module: Module) -> Gathered:
    if module.gathered is None:  # parsed for its own sake, and not by the file pass
        walk(module, {})
    assert module.gathered is not None
    return module.gathered


def _walk_scope(scope: WalkedScope, handlers: Handlers, collector: Collector) -> None:
    owner, names, phases, nodes = scope.owner, scope.names, scope.phases, collector.nodes
    stack: list[Any] = []
    pop, extend, append, add, use = stack.pop, stack.extend, stack.append, names.add, scope.uses.add
    plans, collect, texts, enter = _PLANS, owner is not None, collector.texts, collector.scopes.enter
    stored = collector.stored
    keep_text, keep_call = nodes[ast.Constant].append, nodes[ast.Call].append
    silent: set[int] = set()
    chained: set[int] = set()
    asked: set[int] = set()
    looked_at: set[int] = set()
    pieces: set[str] = set()
    elsewhere: dict[int, set[str]] = {}
    while phases:
        roots, binding, noted = phases.pop()
        extend(roots)
        load, bind = binding.loads.add, binding.home.bound.add
        # What annotates an attribute of a class may make it, as pydantic does.
        typed = noted and owner is None
        while stack:
            node = pop()
            kind = type(node)
            if kind in handlers:
                for handler in handlers[kind]:
                    handler(node)
            if kind is ast.Name:
                name = node.id
                add(name)
                if type(node.ctx) is ast.Load:
                    load(name)
                    if id(node) in elsewhere:
                        elsewhere[id(node)].add(name)
                    elif id(node) not in looked_at:
                        use(NOTED + name if typed or id(node) in asked else name)
                else:
                    bind(name)
                    if owner is None:
                        use(name)
                continue
            if kind is ast.Constant:
                value = node.value
                if type(value) is bytes:
                    keep_text(node)
                elif type(value) is str:
                    keep_text(node)
                    if noted:
                        binding.written.update(_WORDS.findall(value))
                    if value.isidentifier():
                        add(value)
                        if id(node) not in silent:
                            use(f"'{value}")
                        continue
                    if value[:1] == "/" and len(value) <= _TEXT:
                        texts.add(value)
                    if id(node) not in silent:
                        scope.uses.update(in_code(value))
                        scope.uses.update(places(value))
                continue
            if kind is ast.Attribute:
                add(node.attr)
                value = node.value
                if id(node) not in chained:
                    loaded = type(node.ctx) is ast.Load or id(node) in silent
                    chain = chain_of(node, chained)
                    if id(node) in looked_at:
                        pass
                    elif id(node) in elsewhere:
                        elsewhere[id(node)].add(chain)
                    elif (typed or id(node) in asked) and chain[0].isidentifier():
                        use(NOTED + chain)
                    else:
                        use(chain if loaded else chain + BOUND)
                if type(value) is ast.Call and (keyed := by_key(node)):
                    silent.add(id(keyed))
                if type(node.ctx) is ast.Store and getattr(value, "id", "") != "self":
                    stored.add(node.attr)
                if type(value) is ast.Name:
                    add(value.id)
                    load(value.id)
                    for handler in handlers.get(ast.Name, ()):
                        handler(value)
                    continue
                append(value)
                continue
            if kind is ast.Call:
                keep_call(node)
                function = node.func
                if (type(function) is ast.Attribute and function.attr in _MOCKS) or is_patch(function):
                    # What a mock stands for is not called, but its module is imported.
                    silent.update(id(argument) for argument in node.args)
                    scope.uses.update(replaced_by(node))
                elif id(node) in silent:
                    use(BY_TEXT + BY_NAME)
                else:
                    scope.uses.update(lookups(node))
                    if type(function) is ast.Name and function.id in _ASKING and len(node.args) > 1:
                        asked.update(map(id, parts_of(node.args[1])))
                    name = function.attr if type(function) is ast.Attribute else getattr(function, "id", "")
                    if name in LOOKING:
                        looked_at.update(map(id, only_looked_at(node)))
                    elif name in PICKING:
                        pieces.update(pieces_of(node))
            else:
                nodes[kind].append(node)
                if kind is ast.keyword and node.arg is not None:
                    add(node.arg)
                elif collect and kind in _DEFINITIONS:
                    collector.define(node, owner or "", binding)
                    continue
                elif kind is ast.Import or kind is ast.ImportFrom:
                    collector.imported(node, names, binding)
                    scope.uses.update(imports_in(node))
                    continue
                elif kind is ast.Expr and type(node.value) is ast.Constant:
                    # Prose, and no code.
                    silent.add(id(node.value))
                elif owner is not None and (kind is ast.Assign or kind is ast.AnnAssign):
                    elsewhere.update(collector.put_off(node, scope))
                elif kind is ast.Assert or kind is ast.Compare:
                    looked_at.update(map(id, only_looked_at(node)))
                elif kind is ast.AugAssign:
                    # Its target is read, too.
                    silent.add(id(node.target))
                elif kind is ast.Subscript and (keyed := by_key(node)):
                    silent.add(id(keyed))
                elif kind is ast.Subscript and of_itself(node):
                    use(BY_TEXT + ALL)
                elif noted and kind is ast.Subscript and dotted(node.value).endswith("Literal"):
                    phases.append(((node.value, node.slice), binding, False))
                    continue
                if kind in SCOPED and enter(node, binding, stack, phases):
                    continue
            fields = plans.get(kind)
            for name in _plan(kind) if fields is None else fields:
                value = getattr(node, name)
                if type(value) is list:
                    extend(value)
                elif value is not None:
                    append(value)
    if pieces and not names.isdisjoint(LISTERS):
        scope.uses.update(pieces)
