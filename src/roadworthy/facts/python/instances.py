"""What a function's own names are: what they hide of the module around, and of which class they are made."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.python.handing import only_reads
from roadworthy.facts.python.kinds import ENTER, FIXTURE, Kinds, given, joined, kinds_in, kinds_of
from roadworthy.facts.python.module import bound_by

_SELF = ("self", "cls")


@dataclass(slots=True)
class Inside:
    """What a function tells of its objects.

    `names` are those that it binds, with what each is; `members` the attributes of `self` that it binds, and
    `gives` what it returns, or yields. `reads` tells whether what it looks up on `self` by name is only read.
    """

    names: dict[str, Kinds] = field(default_factory=dict)
    members: dict[str, Kinds] = field(default_factory=dict)
    gives: Kinds = None
    reads: bool = False


def inside(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    within: Mapping[str, Sequence[int]],
    looking: bool,
    testing: bool = False,
) -> Inside:
    """Look into a function; `within` gives the lines of the module where expressions bind names, in order.

    `looking` tells whether it looks attributes of `self` up by names that are made at run time, `testing`
    that its parameters may be fixtures.
    """
    found = _Body(function, testing)
    first, last = function.lineno, function.end_lineno or function.lineno
    for name in found.values.keys() & within.keys():
        place = bisect_left(within[name], first)
        if place < len(within[name]) and within[name][place] <= last:
            found.values[name].append(None)
    hidden: dict[str, Kinds] = dict.fromkeys(found.values)
    names = {name: joined(_kinds(value, hidden) for value in values) for name, values in found.values.items()}
    members = {
        name: joined(_kinds(value, names) for value in values) for name, values in found.members.items()
    }
    gives = None if found.generates else kinds_in(function.returns)
    if gives is None and found.given:
        gives = joined(kinds_of(value, names) for value in found.given)
    return Inside(names, members, gives, looking and only_reads(function))


def members_of(node: ast.ClassDef) -> dict[str, Kinds]:
    """Return the attributes that the body of a class binds, with what each is."""
    found: dict[str, list[Kinds]] = defaultdict(list)
    for statement in node.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    if isinstance(target, ast.Name):
                        # What is called may make a descriptor, whose value is something else.
                        found[target.id].append(None if isinstance(value, ast.Call) else kinds_of(value))
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                found[name].append(kinds_in(annotation))
    return {name: joined(kinds) for name, kinds in found.items()}


#: The fields of statements, and of their parts, that hold statements; those of others hold none.
_BODIES: dict[type[Any], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
    ast.TryStar: ("body", "handlers", "orelse", "finalbody"),
    ast.ExceptHandler: ("body",),
    ast.Match: ("cases",),
    ast.match_case: ("body",),
    ast.FunctionDef: ("body",),
    ast.AsyncFunctionDef: ("body",),
    ast.ClassDef: ("body",),
}
_BIND = (ast.AugAssign, ast.For, ast.AsyncFor, ast.match_case, ast.ExceptHandler)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class _Entered:
    """What is bound to what a context manager gives."""

    manager: ast.expr


#: What is bound to a name: an expression, what an annotation says, or None where nothing tells.
_Value = ast.expr | _Entered | Kinds


def _kinds(value: _Value, known: Mapping[str, Kinds]) -> Kinds:
    if isinstance(value, _Entered):
        return given(kinds_of(value.manager, known), ENTER)
    return kinds_of(value, known) if isinstance(value, ast.expr) else value


class _Body:
    """The statements of a function, nested functions included, as far as they bind and return."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef, testing: bool) -> None:
        """Walk all statements once."""
        self.values: dict[str, list[_Value]] = defaultdict(list)
        self.members: dict[str, list[_Value]] = defaultdict(list)
        self.given: list[ast.expr | None] = []
        self.generates = False
        outside: set[str] = set()
        for item in _parameters(function.args):
            # The first parameter of a method is its object, which is known better.
            if item.arg not in _SELF:
                kinds = kinds_in(item.annotation)
                if item in (function.args.vararg, function.args.kwarg):
                    kinds = None
                elif testing and item.annotation is None:
                    kinds = (FIXTURE + item.arg,)
                self.values[item.arg].append(kinds)
        returned: list[ast.expr | None] = []
        pending: list[tuple[Any, bool]] = [(statement, False) for statement in function.body]
        while pending:
            item, nested = pending.pop()
            kind = type(item)
            if kind is ast.Assign:
                for target in item.targets:
                    self._bind(target, item.value)
            elif kind is ast.AnnAssign:
                self._bind(item.target, kinds_of(item.value) or kinds_in(item.annotation))
            elif kind is ast.With or kind is ast.AsyncWith:
                self._opened(item)
            elif kind in _BIND:
                for target in _targets(item):
                    self._bind(target, None)
            elif kind in _FUNCTIONS:
                self._hide(item.name, *(one.arg for one in _parameters(item.args)))
            elif kind is ast.ClassDef:
                self._hide(item.name)
            elif kind is ast.Global or kind is ast.Nonlocal:
                outside.update(item.names)
            elif kind is ast.Import or kind is ast.ImportFrom:
                # What it brings is known by the import.
                outside.update(map(bound_by, item.names))
            elif kind is ast.Return and not nested:
                returned.append(item.value)
            elif kind is ast.Expr and type(item.value) in (ast.Yield, ast.YieldFrom) and not nested:
                self.generates = True
                self.given.append(item.value.value if type(item.value) is ast.Yield else None)
            nested = nested or kind in _FUNCTIONS or kind is ast.ClassDef
            for part in _BODIES.get(kind, ()):
                pending += [(statement, nested) for statement in getattr(item, part)]
        if not self.generates:
            self.given = returned
        for name in outside:
            self.values.pop(name, None)

    def _opened(self, item: ast.With | ast.AsyncWith) -> None:
        for part in item.items:
            if part.optional_vars is not None:
                self._bind(part.optional_vars, _Entered(part.context_expr))

    def _hide(self, *names: str) -> None:
        for name in names:
            self.values[name].append(None)

    def _bind(self, target: ast.expr | str, value: _Value) -> None:
        pending = [target]
        while pending:
            part = pending.pop()
            match part:
                case str(name) | ast.Name(id=name):
                    self.values[name].append(value if part is target else None)
                case ast.Attribute(value=ast.Name(id="self"), attr=name):
                    self.members[name].append(value if part is target else None)
                case ast.Tuple(elts=parts) | ast.List(elts=parts):
                    pending += parts
                case ast.Starred(value=inner):
                    pending.append(inner)


def bound_within(nodes: Mapping[type[ast.AST], Sequence[Any]]) -> dict[str, list[int]]:
    """Return the names that comprehensions, lambdas and `:=` of a module bind, and its lines, sorted."""
    found: dict[str, list[int]] = defaultdict(list)
    for node in nodes.get(ast.NamedExpr, ()):
        found[node.target.id].append(node.lineno)
    for node in nodes.get(ast.Lambda, ()):
        for item in _parameters(node.args):
            found[item.arg].append(node.lineno)
    for part in nodes.get(ast.comprehension, ()):
        for node in ast.walk(part.target):
            if isinstance(node, ast.Name):
                found[node.id].append(node.lineno)
    return {name: sorted(lines) for name, lines in found.items()}


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    for item in (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ):
        if item:
            yield item


def _targets(item: Any) -> Iterator[ast.expr | str]:
    """Yield what a statement binds to something that nothing tells of."""
    match item:
        case ast.ExceptHandler(name=name):
            if name:
                yield name
        case ast.match_case(pattern=pattern):
            for node in ast.walk(pattern):
                name = getattr(node, "name", None) or getattr(node, "rest", None)
                if isinstance(name, str):
                    yield name
        case _:
            yield item.target
