"""What a function does, what its names mean included, as a digest: equal for those that do the same."""

from __future__ import annotations

import ast
import functools
import hashlib
from typing import TYPE_CHECKING, Any

from roadworthy import bound_by, nodes_of

if TYPE_CHECKING:
    from roadworthy import Module

#: Definitions that a name is followed through before it is taken for what it is called.
_DEPTH = 3
#: What is no part of a function's meaning.
_SILENT = frozenset(("annotation", "returns", "type_comment", "ctx", "kind"))
#: Fields that hold names of a scope, by type of node. Those of attributes, keywords and modules are fixed.
_NAMED: dict[type[ast.AST], str] = {
    ast.Name: "id",
    ast.alias: "asname",
    ast.arg: "arg",
    ast.AsyncFunctionDef: "name",
    ast.ClassDef: "name",
    ast.ExceptHandler: "name",
    ast.FunctionDef: "name",
    ast.Global: "names",
    ast.MatchAs: "name",
    ast.MatchMapping: "rest",
    ast.MatchStar: "name",
    ast.Nonlocal: "names",
}

_Function = ast.FunctionDef | ast.AsyncFunctionDef
#: Statements that bind names.
_BINDING = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom),
    *(ast.Assign, ast.AnnAssign, ast.AugAssign),
)


class Meanings:
    """The meanings of the functions at the top of one module."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._bound: dict[str, list[ast.stmt]] = {}
        for statement in module.tree.body:
            for name in _bound(statement):
                self._bound.setdefault(name, []).append(statement)
        self._known: dict[tuple[str, int], str] = {}

    @functools.cached_property
    def _guarded(self) -> frozenset[str]:
        """The names that are bound anywhere in the module, in whichever scope."""
        statements = nodes_of(self._module, *_BINDING)
        return frozenset(name for statement in statements for name in _bound(statement))

    def digest(self, node: _Function, depth: int = _DEPTH) -> str:
        """Return a digest of a function; docstring, annotations and local names are no part of it.

        A local name stands for the place where it comes first, a free one for what it is in its module: what
        is imported, a constant's value, or a function's own meaning. Anything else that is a module's own
        differs from all of another's.
        """
        body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
        given = node.args
        # Parameters that are given by position may have any name.
        pending: list[Any] = [[*given.posonlyargs, *given.args], [given.vararg], given.kwonlyargs]
        pending += [[given.kwarg], given.defaults, given.kw_defaults, body]
        text = [f"{type(node).__name__} {len(given.posonlyargs)}"]
        say, names = text.append, dict.fromkeys(_local(node), "")
        names[node.name] = "" if node.name in names else "itself"
        count = 0
        pending.reverse()
        while pending:
            item = pending.pop()
            if type(item) is list:
                say(f"[{len(item)}")
                pending.extend(reversed(item))
                continue
            if not isinstance(item, ast.AST):
                say(repr(item))
                continue
            kind = type(item)
            say(kind.__name__)
            named = _NAMED.get(kind)
            for field in _fields(kind.__name__):
                value = getattr(item, field)
                if field != named or value is None:
                    pending.append(value)
                    continue
                for name in value if type(value) is list else (value,):
                    if name not in names:
                        names[name] = self._free(name, depth)
                    elif not names[name]:
                        names[name] = f"local {count}"
                        count += 1
                    say(names[name])
        return hashlib.blake2b("\n".join(text).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _free(self, name: str, depth: int) -> str:
        """Return what a name means at the top of the module."""
        if (name, depth) not in self._known:
            self._known[name, depth] = self._meant(name, depth)
        return self._known[name, depth]

    def _meant(self, name: str, depth: int) -> str:
        path = self._module.path
        own = f"{name} of {path}"
        found = self._bound.get(name, ())
        if not found:
            return own if name in self._guarded else f"built-in {name}"
        if len(found) > 1:
            return own
        match found[0]:
            case ast.Import(names=names):
                alias = next(alias for alias in names if bound_by(alias) == name)
                return f"import {alias.name if alias.asname else name}"
            case ast.ImportFrom(module=source, names=names, level=level):
                alias = next(alias for alias in names if bound_by(alias) == name)
                # A relative import means another module from another package.
                base = path.split("/")[:-level] if level else []
                return f"import {'/'.join(base)} {source or ''} {alias.name}"
            case ast.Assign(value=value) | ast.AnnAssign(value=value) if value and _is_constant(value):
                return f"constant {ast.dump(value)}"
            case ast.FunctionDef() | ast.AsyncFunctionDef() as inner if depth and not inner.decorator_list:
                return f"function {self.digest(inner, depth - 1)}"
        return own


@functools.cache
def _fields(name: str) -> tuple[str, ...]:
    """Return the fields of a type of node that count, the last first, as they are put on a stack."""
    kind = getattr(ast, name, None)
    if not (isinstance(kind, type) and issubclass(kind, ast.AST)):
        return ()
    if issubclass(kind, (ast.operator, ast.unaryop, ast.cmpop, ast.boolop)):
        return ()
    return tuple(field for field in reversed(kind._fields) if field not in _SILENT)


def _local(function: _Function) -> set[str]:
    """Return the names that a function binds, in itself or in what it defines."""
    names: set[str] = set()
    shared: set[str] = set()
    pending: list[Any] = [function]
    while pending:
        part = pending.pop()
        kind = type(part)
        for field in _fields(kind.__name__):
            value = getattr(part, field)
            if type(value) is list:
                pending.extend(value)
            elif isinstance(value, ast.AST):
                pending.append(value)
        if kind not in _NAMED or part is function:
            continue
        match part:
            case ast.Name(id=name, ctx=context):
                if type(context) is not ast.Load:
                    names.add(name)
            case ast.Global(names=given):
                shared.update(given)
            case ast.Nonlocal():
                pass
            case ast.alias():
                names.add(bound_by(part))
            case _:
                name = getattr(part, _NAMED[kind])
                if name:
                    names.add(name)
    return names - shared


def _bound(statement: ast.stmt) -> set[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            return set(map(bound_by, names))
        case ast.Assign(targets=targets):
            return {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _is_constant(node: ast.expr) -> bool:
    """Tell whether a value cannot be changed, and is written out: a number, a text, a tuple of them."""
    match node:
        case ast.Constant():
            return True
        case ast.Tuple(elts=items):
            return all(map(_is_constant, items))
        case ast.UnaryOp(operand=value):
            return _is_constant(value)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="compile"), args=arguments):
            return all(map(_is_constant, arguments))
    return False
