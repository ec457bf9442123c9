"""The walk over one scope of a module, and what it does with a node by its type."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from roadworthy.core.late_re import re
from roadworthy.facts.python.chains import (
    LISTERS,
    LOOKING,
    PICKING,
    chain_of,
    imports_in,
    only_looked_at,
    parts_of,
    pieces_of,
)
from roadworthy.facts.python.collector import Collector, WalkedScope
from roadworthy.facts.python.composed import composed, is_made
from roadworthy.facts.python.lookups import (
    ALL,
    BOUND,
    BY_NAME,
    BY_TEXT,
    LOOKED_UP,
    MOCKS,
    NOTED,
    by_key,
    in_code,
    lookups,
    mocked,
    mocks,
    of_itself,
    places,
)
from roadworthy.facts.python.messages import messages_in
from roadworthy.facts.python.module import dotted
from roadworthy.facts.python.scoping import SCOPED

Handler = Callable[[Any], None]
Handlers = Mapping[type[ast.AST], Sequence[Handler]]

#: Per node type, the fields that can hold nodes. Contexts and operators hold nothing.
_PLANS: dict[type[Any], tuple[str, ...]] = {}
_LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
_NOT_NODES = frozenset(
    "id attr arg name asname module level ctx op ops kind type_comment conversion simple is_async rest"
    " kwd_attrs lineno tag type_ignores".split()
)
#: The length up to which a string may be a route.
_TEXT = 40
_ASKING = frozenset(("isinstance", "issubclass"))
_WORDS = re.compile(r"[^\W\d]\w*")


def _plan(kind: type[Any]) -> tuple[str, ...]:
    # Lists of nodes may hold None: the keys of `{**x}`, the missing defaults of keyword-only parameters.
    fields = tuple(name for name in getattr(kind, "_fields", ()) if name not in _NOT_NODES)
    if issubclass(kind, (ast.Constant, ast.Global, ast.Nonlocal, *_LEAVES)):
        fields = ()
    if kind is ast.ExceptHandler:
        fields = ("type", "body")
    _PLANS[kind] = fields
    return fields


class ScopeWalk:
    """The walk over one scope of a module.

    `silent` are nodes that are prose or are used in a way of their own, `chained` attributes that are parts
    of a longer name, `asked` classes that `isinstance` is asked about, `seen` what is only looked at, and
    `elsewhere` what counts where a variable is read; all by `id`. `pieces` are patterns of names.
    """

    __slots__ = (
        *("asked", "binding", "chained", "collector", "elsewhere", "noted", "phases", "pieces", "scope"),
        *("seen", "silent", "stack", "typed"),
    )

    def __init__(self, scope: WalkedScope, collector: Collector) -> None:
        self.scope = scope
        self.collector = collector
        self.phases = scope.phases
        self.stack: list[Any] = []
        self.silent: set[int] = set()
        self.chained: set[int] = set()
        self.asked: set[int] = set()
        self.seen: set[int] = set()
        self.pieces: set[str] = set()
        self.elsewhere: dict[int, set[str]] = {}

    def run(self, handlers: Handlers) -> None:
        """Walk all phases of the scope."""
        phases, nodes, add, use = self.phases, self.collector.nodes, self.scope.names.add, self.scope.uses.add
        stack, plans, enter = self.stack, _PLANS, self.collector.scopes.enter
        pop, extend, append = stack.pop, stack.extend, stack.append
        constant, attribute, looks = self._constant, self._attribute, _LOOKS
        inside, asked, seen, elsewhere = self.scope.owner is None, self.asked, self.seen, self.elsewhere
        while phases:
            roots, self.binding, self.noted = phases.pop()
            extend(roots)
            binding = self.binding
            # What annotates an attribute of a class may make it, as pydantic does.
            self.typed = typed = self.noted and inside
            load, bound, again = binding.loads.add, binding.home.bound, binding.home.rebound.add
            while stack:
                node = pop()
                kind = type(node)
                if kind in handlers:
                    for handler in handlers[kind]:
                        handler(node)
                if kind is ast.Name:
                    name = node.id
                    add(name)
                    if type(node.ctx) is not ast.Load:
                        if name in bound:
                            again(name)
                        bound.add(name)
                        if inside:
                            use(name)
                        continue
                    load(name)
                    if id(node) in elsewhere:
                        elsewhere[id(node)].add(name)
                    elif id(node) not in seen:
                        use(NOTED + name if typed or id(node) in asked else name)
                    continue
                if kind is ast.Constant:
                    constant(node)
                    continue
                if kind is ast.Attribute:
                    value = node.value
                    attribute(node, value)
                    if type(value) is ast.Name:
                        add(value.id)
                        load(value.id)
                        for handler in handlers.get(ast.Name, ()):
                            handler(value)
                    else:
                        append(value)
                    continue
                nodes[kind].append(node)
                look = looks.get(kind)
                if look is not None and look(self, node):
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
        if self.pieces and not self.scope.names.isdisjoint(LISTERS):
            self.scope.uses.update(self.pieces)

    def _constant(self, node: ast.Constant) -> None:
        value, collector = node.value, self.collector
        if type(value) is bytes:
            collector.nodes[ast.Constant].append(node)
        elif type(value) is str:
            collector.nodes[ast.Constant].append(node)
            if self.noted:
                self.binding.written.update(_WORDS.findall(value))
            if value.isidentifier():
                self.scope.names.add(value)
                if id(node) not in self.silent:
                    self.scope.uses.add(f"'{value}")
                return
            if value[:1] == "/" and len(value) <= _TEXT:
                collector.texts.add(value)
            if id(node) not in self.silent:
                if "." in value or "(" in value:
                    self.scope.uses.update(in_code(value))
                self.scope.uses.update(places(value))

    def _attribute(self, node: ast.Attribute, value: ast.expr) -> None:
        self.scope.names.add(node.attr)
        if id(node) not in self.chained:
            loaded = type(node.ctx) is ast.Load or id(node) in self.silent
            use = chain_of(node, self.chained)
            if id(node) in self.elsewhere:
                self.elsewhere[id(node)].add(use)
            elif (self.typed or id(node) in self.asked) and use[0].isidentifier():
                self.scope.uses.add(NOTED + use)
            elif id(node) not in self.seen:
                self.scope.uses.add(use if loaded else use + BOUND)
        if type(value) is ast.Call and (keyed := by_key(node)):
            self.silent.add(id(keyed))
        if type(node.ctx) is ast.Store and getattr(value, "id", "") != "self":
            self.collector.stored.add(node.attr)

    # Each of these tells whether the parts of its node are taken care of.

    def _call(self, node: ast.Call) -> bool:
        function = node.func
        name = function.attr if type(function) is ast.Attribute else getattr(function, "id", "")
        if name in MOCKS and mocks(function):
            # What a mock stands for is not called, but its module is imported.
            self.silent.update(id(argument) for argument in node.args)
            self.scope.uses.update(mocked(node))
        elif id(node) in self.silent:
            self.scope.uses.add(BY_TEXT + BY_NAME)
        else:
            if name in LOOKED_UP:
                self.scope.uses.update(lookups(node))
            if name == "format" and is_made(node):
                self._composed(node)
            if self.binding is self.collector.top and self.scope.uses is self.collector.uses:
                self._called(function)
            if name in LOOKING:
                self.seen.update(map(id, only_looked_at(node)))
                if name in _ASKING and len(node.args) > 1:
                    self.asked.update(map(id, parts_of(node.args[1])))
            elif name in PICKING:
                self.pieces.update(pieces_of(node))
        return False

    def _called(self, function: ast.expr) -> None:
        """Note what the top level of a module calls by its name: that runs where it is imported."""
        name = dotted(function)
        if name and "(" not in name:
            self.elsewhere[id(function)] = self.collector.called

    def _composed(self, node: ast.JoinedStr | ast.BinOp | ast.Call) -> bool:
        if use := composed(node):
            self.scope.uses.add(use)
        return False

    def _looked_at(self, node: ast.Assert | ast.Compare) -> bool:
        self.seen.update(map(id, only_looked_at(node)))
        return False

    def _asserted(self, node: ast.Assert) -> bool:
        self._raised(node)
        return self._looked_at(node)

    def _raised(self, node: ast.Raise | ast.Assert) -> bool:
        self.silent.update(map(id, messages_in(node)))
        return False

    def _assigned(self, node: ast.Assign | ast.AnnAssign) -> bool:
        if self.scope.owner is not None:
            self.elsewhere.update(self.collector.put_off(node, self.scope))
        return False

    def _keyword(self, node: ast.keyword) -> bool:
        if node.arg is not None:
            self.scope.names.add(node.arg)
        return False

    def _definition(self, node: Any) -> bool:
        owner = self.scope.owner
        if owner is not None:
            self.collector.define(node, owner, self.binding)
        return owner is not None

    def _import(self, node: ast.Import | ast.ImportFrom) -> bool:
        self.collector.imported(node, self.scope.names, self.binding)
        self.scope.uses.update(imports_in(node))
        return True

    def _expression(self, node: ast.Expr) -> bool:
        if type(node.value) is ast.Constant:
            # Prose, and no code.
            self.silent.add(id(node.value))
        return False

    def _augmented(self, node: ast.AugAssign) -> bool:
        # Its target is read, too.
        self.silent.add(id(node.target))
        return False

    def _subscript(self, node: ast.Subscript) -> bool:
        if keyed := by_key(node):
            self.silent.add(id(keyed))
        elif of_itself(node):
            self.scope.uses.add(BY_TEXT + ALL)
        elif self.noted and dotted(node.value).endswith("Literal"):
            self.phases.append(((node.value, node.slice), self.binding, False))
            return True
        return False


_LOOKS: Mapping[type[ast.AST], Callable[[ScopeWalk, Any], bool]] = {
    ast.AnnAssign: ScopeWalk._assigned,
    ast.Assert: ScopeWalk._asserted,
    ast.Assign: ScopeWalk._assigned,
    ast.AsyncFunctionDef: ScopeWalk._definition,
    ast.AugAssign: ScopeWalk._augmented,
    ast.BinOp: ScopeWalk._composed,
    ast.Call: ScopeWalk._call,
    ast.ClassDef: ScopeWalk._definition,
    ast.Compare: ScopeWalk._looked_at,
    ast.Expr: ScopeWalk._expression,
    ast.FunctionDef: ScopeWalk._definition,
    ast.Import: ScopeWalk._import,
    ast.ImportFrom: ScopeWalk._import,
    ast.JoinedStr: ScopeWalk._composed,
    ast.Raise: ScopeWalk._raised,
    ast.Subscript: ScopeWalk._subscript,
    ast.keyword: ScopeWalk._keyword,
}
