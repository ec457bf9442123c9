"""The one walk over a module's syntax tree, which all node rules and the summary share."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from roadworthy.facts.python.bindings import Binding, Bindings, Gathered, settle
from roadworthy.facts.python.definitions import (
    announces_removal,
    definition_of,
    documented_in,
    excluded_in,
    imports_of,
)
from roadworthy.facts.python.exports import exports_of, is_exports
from roadworthy.facts.python.instances import bound_within, localised, made_by
from roadworthy.facts.python.lookups import IMPORTED, in_code, lookups, places
from roadworthy.facts.python.module import Module, dotted
from roadworthy.facts.python.scoping import SCOPED, Phase, Scopes
from roadworthy.facts.python.summary import ModuleSummary, Syntax
from roadworthy.facts.python.syntax import looked_for, newer
from roadworthy.facts.python.testmarks import marks_in

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
    collector = _Collector(module)
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


@dataclass(slots=True)
class _Scope:
    """What is to be walked, and what it mentions; see `Definition` for `names` and `uses`.

    `owner` is "" for a module, a class's name for its body, None inside a function. `phases` are its parts:
    a function's body binds names of its own, and its head those of what is around it.
    """

    phases: list[Phase]
    owner: str | None
    names: set[str]
    uses: set[str]


def _walk_scope(scope: _Scope, handlers: Handlers, collector: _Collector) -> None:
    owner, names, phases, nodes = scope.owner, scope.names, scope.phases, collector.nodes
    stack: list[Any] = []
    pop, extend, append, add, use = stack.pop, stack.extend, stack.append, names.add, scope.uses.add
    plans, collect, texts, enter = _PLANS, owner is not None, collector.texts, collector.scopes.enter
    keep_text, keep_call = nodes[ast.Constant].append, nodes[ast.Call].append
    silent: set[int] = set()
    chained: set[int] = set()
    while phases:
        roots, binding, noted = phases.pop()
        extend(roots)
        load, bind = binding.loads.add, binding.home.bound.add
        while stack:
            node = pop()
            kind = type(node)
            if kind in handlers:
                for handler in handlers[kind]:
                    handler(node)
            if kind is ast.Name:
                add(node.id)
                use(node.id)
                if type(node.ctx) is ast.Load:
                    load(node.id)
                else:
                    bind(node.id)
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
                    use(_chain(node, chained))
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
                if (type(function) is ast.Attribute and function.attr in _MOCKS) or _is_patch(function):
                    # What a mock stands for is not called, but its module is imported.
                    silent.update(id(argument) for argument in node.args)
                    scope.uses.update(_replaced(node))
                else:
                    scope.uses.update(lookups(node))
            else:
                nodes[kind].append(node)
                if kind is ast.keyword and node.arg is not None:
                    add(node.arg)
                elif collect and kind in _DEFINITIONS:
                    collector.define(node, owner or "", binding)
                    continue
                elif kind is ast.Import or kind is ast.ImportFrom:
                    collector.imported(node, names, binding)
                    scope.uses.update(_imports(node))
                    continue
                elif kind is ast.Expr and type(node.value) is ast.Constant:
                    # Prose, and no code.
                    silent.add(id(node.value))
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


def _chain(node: ast.Attribute, chained: set[int]) -> str:
    """Return the use that an attribute is: a dotted name, whose parts are noted, or what follows a dot."""
    parts, value = [node.attr], node.value
    while type(value) is ast.Attribute:
        parts.append(value.attr)
        value = value.value
    known = made_by(value, ".".join(reversed(parts))) if type(value) is ast.Call else ""
    if not known and type(value) is not ast.Name:
        return f".{node.attr}"
    inner = node.value
    while type(inner) is ast.Attribute:
        chained.add(id(inner))
        inner = inner.value
    return known or ".".join((getattr(value, "id", ""), *reversed(parts)))


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        if isinstance(node, ast.Import):
            yield f"{IMPORTED}0:{alias.name}:"
        else:
            yield f"{IMPORTED}{node.level}:{node.module or ''}:{alias.name}"


def _is_patch(function: ast.expr) -> bool:
    return type(function) is ast.Name and function.id == "patch"


def _replaced(call: ast.Call) -> Iterator[str]:
    match call.args[:1]:
        case [ast.Constant(value=str(text))]:
            module, dot, _ = text.rpartition(".")
            # Other functions are called `patch` too: one that sends a request takes an address.
            if dot and all(part.isidentifier() for part in module.split(".")):
                yield f"{IMPORTED}0:{module}:"


def _is_main(statement: ast.stmt) -> bool:
    """Tell whether a statement is the block that runs only where its module is started itself."""
    match statement:
        case ast.If(test=ast.Compare(left=left, ops=[ast.Eq()], comparators=[right]), orelse=[]):
            names = [item.id for item in (left, right) if isinstance(item, ast.Name)]
            texts = [item.value for item in (left, right) if isinstance(item, ast.Constant)]
            return names == ["__name__"] and texts == ["__main__"]
    return False


class _Collector:
    """Gathers a summary while the scopes of one module are walked."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.names: set[str] = set()
        self.bound: set[str] = set()
        self.texts: set[str] = set()
        self.uses: set[str] = set()
        self.definitions: list[tuple[Any, str, str, _Scope]] = []
        self.imports: list[Any] = []
        self.syntax: dict[str, Syntax] = {}
        #: The nodes by type, but for names, attributes, and numbers and the like.
        self.nodes: dict[type[ast.AST], list[Any]] = defaultdict(list)
        self.scopes = Scopes()
        self.top = self.scopes.begin("module", None)
        # Most modules have no `__all__`, and some have a million statements.
        body = module.tree.body
        exports = list(filter(is_exports, body)) if "__all__" in module.text else []
        rest = [statement for statement in body if statement not in exports] if exports else body
        main = list(filter(_is_main, rest)) if "__main__" in module.text else []
        rest = [statement for statement in rest if statement not in main] if main else rest
        self.main_uses: set[str] = set()
        self.pending = [
            _Scope([(rest, self.top, False)], "", self.names, self.uses),
            _Scope([(exports, self.top, False)], "", self.bound, set()),
            _Scope([(main, self.top, False)], "", self.names, self.main_uses),
        ]

    def define(self, node: Any, owner: str, binding: Binding) -> None:
        """Queue a definition's own scope."""
        is_class = type(node) is ast.ClassDef
        kind = "class" if is_class else "method" if owner else "function"
        inner = (f"{owner}.{node.name}" if owner else node.name) if is_class else None
        head: list[ast.AST] = []
        phases: list[Phase] = [(head, binding, False)]
        self.scopes.enter(node, binding, head, phases)
        scope = _Scope(phases, inner, set(), set())
        self.definitions.append((node, kind, owner, scope))
        self.pending.append(scope)

    def note_syntax(self, node: Any) -> None:
        """Note newer syntax, each kind where it stands first."""
        for found in newer(node, self.module):
            before = self.syntax.get(found.name)
            if before is None or found.span.line < before.span.line:
                self.syntax[found.name] = found

    def imported(self, node: ast.Import | ast.ImportFrom, names: set[str], binding: Binding) -> None:
        """Note an import; its names count as mentioned where it stands."""
        self.imports.append(node)
        bound = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        binding.home.bound.update(bound)
        if getattr(node, "module", "") != "__future__":
            binding.home.imported.update(bound)
        mentioned = self.bound if names is self.names else names
        mentioned.update(part for alias in node.names for part in alias.name.split("."))

    def summary(self) -> ModuleSummary:
        """Return what was gathered, as plain data in source order."""
        module, body = self.module, self.module.tree.body
        top = {id(node) for node in body}
        imports = [item for node in self.imports for item in imports_of(node, module, id(node) not in top)]
        excluded, documented = excluded_in(module), documented_in(module)
        within = bound_within(self.nodes)
        definitions = [
            definition_of(
                module,
                node,
                kind,
                owner,
                frozenset(scope.names),
                frozenset(scope.uses if kind == "class" else localised(node, scope.uses, within)),
                id(node) in excluded,
                not owner and node.name in documented,
            )
            for node, kind, owner, scope in self.definitions
        ]
        return ModuleSummary(
            module.path,
            module.role,
            tuple(sorted(imports, key=lambda item: (item.span.line, item.span.column, item.name or ""))),
            tuple(sorted(definitions, key=lambda item: (item.span.line, item.span.column))),
            frozenset(self.names | self.bound),
            exports_of(body) if "__all__" in module.text else None,
            ast.get_docstring(module.tree, clean=False) is not None,
            module.generated,
            frozenset(self.texts),
            frozenset(self.bound - self.names),
            tuple(self.syntax[name] for name in sorted(self.syntax)),
            frozenset(self.uses),
            frozenset(self.main_uses),
            marks_in(body, everywhere=True) if module.role == "test" else frozenset(),
            "Deprecat" in module.text and any(map(announces_removal, body)),
        )
