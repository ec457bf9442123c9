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
#: Names by which a function reads the module that it stands in.
_OF_MODULE = frozenset(("__name__", "__package__", "__path__", "__spec__", "globals"))
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
        self._tokens: dict[int, list[str | tuple[str]]] = {}

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
        # Whatever is made of free names, the rest of a function is told once.
        if id(node) not in self._tokens:
            self._tokens[id(node)] = _tokens(node)
        words = [
            token if type(token) is str else self._free(token[0], depth) for token in self._tokens[id(node)]
        ]
        text = "\n".join(words).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, digest_size=16).hexdigest()

    def _free(self, name: str, depth: int) -> str:
        """Return what a name means at the top of the module."""
        if (name, depth) not in self._known:
            self._known[name, depth] = self._meant(name, depth)
        return self._known[name, depth]

    def _meant(self, name: str, depth: int) -> str:
        path = self._module.path
        own = f"{name} of {path}"
        found = self._bound.get(name, ())
        if name == "__file__":
            # Beside the same file lies the same.
            return f"{name} in {path.rpartition('/')[0]}"
        if not found and name in _OF_MODULE:
            return own
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


def _tokens(function: _Function) -> list[str | tuple[str]]:
    """Return a function in words, the same for the same code; a free name is a tuple of itself."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    given = function.args
    # Parameters that are given by position may have any name.
    parts: list[list[Any]] = [[*given.posonlyargs, *given.args], [given.vararg], given.kwonlyargs]
    parts += [[given.kwarg], given.defaults, given.kw_defaults, body]
    tokens: list[str | tuple[str]] = [f"{type(function).__name__} {len(given.posonlyargs)}"]
    tokens += map(_slots, parts)
    met = _met([item for part in parts for item in part if item is not None])
    names = dict.fromkeys(_local(met), "")
    # What a class declares is read by its name.
    declared = [item for part in met if type(part) is ast.ClassDef for item in part.body]
    names.update((name, f"member {name}") for item in declared for name in _bound(item))
    types = {id(item): ast.dump(item.annotation) for item in declared if isinstance(item, ast.AnnAssign)}
    logged = {id(item) for part in met for item in _logger_names(part)}
    names.setdefault(function.name, "itself")
    say, count = tokens.append, 0
    for item in met:
        kind = type(item)
        say(types.get(id(item), "") + kind.__name__)
        named = _NAMED.get(kind) if id(item) not in logged else None
        for field in _fields(kind.__name__):
            value = getattr(item, field)
            if field == named and value is not None:
                for name in value if type(value) is list else (value,):
                    known = names.get(name)
                    if known == "":
                        known = names[name] = f"local {count}"
                        count += 1
                    say((name,) if known is None else known)
            elif type(value) is list:
                say(_slots(value))
            else:
                say("x" if isinstance(value, ast.AST) else repr(value))
    return tokens


def _logger_names(part: ast.AST) -> list[ast.Name]:
    """Return the `__name__` by which a logger is asked for: it does the same wherever it stands."""
    match part:
        case ast.Call(
            func=ast.Attribute(attr="getLogger") | ast.Name(id="getLogger"), args=[ast.Name() as name]
        ):
            return [name] if name.id == "__name__" else []
    return []


def _slots(items: list[Any]) -> str:
    """Tell where a list has nodes, and what it has beside them."""
    return " ".join(["[", *("x" if isinstance(item, ast.AST) else repr(item) for item in items), "]"])


def _met(pending: list[ast.AST]) -> list[ast.AST]:
    """Return nodes with all that is in them."""
    met: list[ast.AST] = []
    while pending:
        item = pending.pop()
        met.append(item)
        for field in _fields(type(item).__name__):
            value = getattr(item, field)
            if type(value) is list:
                pending.extend(inner for inner in value if isinstance(inner, ast.AST))
            elif isinstance(value, ast.AST):
                pending.append(value)
    return met


@functools.cache
def _fields(name: str) -> tuple[str, ...]:
    """Return the fields of a type of node that count, the last first, as they are put on a stack."""
    kind = getattr(ast, name, None)
    if not (isinstance(kind, type) and issubclass(kind, ast.AST)):
        return ()
    if issubclass(kind, (ast.operator, ast.unaryop, ast.cmpop, ast.boolop)):
        return ()
    return tuple(field for field in reversed(kind._fields) if field not in _SILENT)


def _local(met: list[ast.AST]) -> set[str]:
    """Return the names that a function binds, in itself or in what it defines, from its nodes."""
    names: set[str] = set()
    shared: set[str] = set()
    for part in met:
        kind = type(part)
        if kind not in _NAMED:
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
