"""Names of a module that certainly have one literal value, whichever way the module is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from roadworthy.core import limits
from roadworthy.core.digits import has_long_number
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python.module import bound_by

#: Calls that can bind or change any name of the module.
_OPAQUE = frozenset(("exec", "execfile", "globals", "locals", "setattr", "vars"))
#: Functions and methods that change none of the lists and tables that they are given or belong to.
_READERS = frozenset(
    "all any dict enumerate format frozenset join len list max min print repr set setup sorted str sum tuple"
    " zip".split()
)
_READING_METHODS = frozenset("copy count index items keys values".split())
_READING = (ast.Assert, ast.BinOp, ast.Compare, ast.Expr, ast.FormattedValue, ast.If, ast.UnaryOp, ast.While)


def constants(module: ast.Module) -> dict[str, ast.expr]:
    """Return the expressions that names are bound to: at the top, once, and never changed.

    A name is left out if it is bound again, in a branch or a loop, if `+=` or `del` touches it, or if its
    list or table may be changed (`.append`, `[key] =`, by an alias or by a function that gets it).
    """
    parents = {child: node for node in ast.walk(module) for child in ast.iter_child_nodes(node)}
    bound: dict[str, int] = {}
    loads: dict[str, list[ast.Name]] = {}
    for node in parents:
        if _is_opaque(node):
            return {}
        for name in _bound(node):
            bound[name] = bound.get(name, 0) + 1
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loads.setdefault(node.id, []).append(node)
    found: dict[str, ast.expr] = {}
    for statement in module.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if bound[name] == 1:
                if isinstance(value, ast.Constant) or all(_reads(n, parents) for n in loads.get(name, ())):
                    found[name] = value
    return found


def _is_opaque(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in _OPAQUE
        case ast.alias(name="*"):
            return True
    return False


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a node binds or unbinds, in whichever scope."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias():
            yield bound_by(node)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Global(names=names):
            yield from names


def _reads(node: ast.expr, parents: dict[Any, Any]) -> bool:
    """Tell whether an expression is only looked at where it stands, so that no one can change its value."""
    parent = parents[node]
    match parent:
        case ast.keyword():
            call = parents[parent]
            return isinstance(call, ast.ClassDef) or _called(call) in _READERS
        case ast.Call():
            return node is parent.func or _called(parent) in _READERS
        case ast.Attribute(attr=attr):
            return isinstance(parent.ctx, ast.Load) and attr in _READING_METHODS
        case ast.Subscript():
            inside = node is not parent.value
            return inside or (isinstance(parent.ctx, ast.Load) and _reads(parent, parents))
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict() | ast.Starred() | ast.IfExp():
            above = parents[parent]
            return isinstance(above, (ast.Assign, ast.AnnAssign)) or _reads(parent, parents)
        case ast.For() | ast.comprehension():
            return node is parent.iter
        case ast.AugAssign():
            return node is parent.value
    return isinstance(parent, _READING)


def _called(call: Any) -> str:
    function = call.func
    return str(function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""))


@dataclass(slots=True)
class Literals:
    """Evaluates literals in which names of `constants` may stand; `left` nodes are looked at, and no more."""

    constants: dict[str, ast.expr]
    left: int = limits.LITERAL_NODES

    def resolve(self, node: ast.expr) -> ast.expr:
        """Return what a name is bound to, and any other expression as it is."""
        self.left -= 1
        if self.left < 0:
            raise ValueError("too many values")
        return self.constants.get(node.id, node) if isinstance(node, ast.Name) else node

    def value(self, node: ast.expr) -> Any:
        """Return an expression's value as plain data; raises `ValueError` where it is computed."""
        try:
            value = self._value(node)
        except (TypeError, SyntaxError, MemoryError, RecursionError, OverflowError) as error:
            raise ValueError(str(error)) from None
        if has_long_number(value):
            raise ValueError(f"a number of more than {limits.DIGITS} digits")
        return value

    def _value(self, node: ast.expr) -> Any:
        node = self.resolve(node)
        match node:
            case ast.List(elts=items):
                return [self._value(item) for item in items]
            case ast.Tuple(elts=items):
                return tuple(self._value(item) for item in items)
            case ast.Set(elts=items):
                return {self._value(item) for item in items}
            case ast.Dict(keys=keys, values=values):
                if None in keys:
                    raise ValueError("a table is unpacked")
                pairs = zip(keys, values, strict=True)
                return {self._value(key): self._value(value) for key, value in pairs if key is not None}
        return ast.literal_eval(node)
