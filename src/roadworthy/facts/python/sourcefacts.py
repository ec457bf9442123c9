"""What a module defines, and which files it reads out of packages, read off its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python.module import bound_by, last_name

#: Words by which a module may give itself names that stand nowhere in it.
_DYNAMIC = ("__getattr__", "globals(", "vars(", "locals(", "sys.modules", "setattr(", "exec(", "__dict__")
#: Functions that read one file of a package (importlib.resources, its backport, and pkgutil).
_READERS = frozenset("read_text read_binary open_text open_binary path get_data".split())
#: Parts of one path.
_PARTS = 20


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that is read out of a package by literal names, with the line that says so."""

    package: str
    path: str
    line: int


def defined(tree: ast.Module, text: str) -> frozenset[str] | None:
    """Return the names that a module has at its top level; None where it may have others."""
    if any(word in text for word in _DYNAMIC):
        return None
    names: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
                # A function may assign a global name.
                pending.extend(ast.iter_child_nodes(node) if "global " in text else ())
            case ast.ImportFrom(names=imported) | ast.Import(names=imported):
                if any(alias.name == "*" for alias in imported):
                    return None
                names.update(map(bound_by, imported))
            case ast.Global(names=named):
                names.update(named)
            case ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case (
                ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
                | ast.ExceptHandler(name=str(name))
            ):
                names.add(name)
                pending.extend(ast.iter_child_nodes(node))
            case _:
                pending.extend(ast.iter_child_nodes(node))
    return frozenset(names)


def resources(tree: ast.Module, module: str, member: str) -> Iterator[Resource]:
    """Yield the files that a module reads by `files("demo") / "x.json"`, `get_data("demo", "x.json")`, ...

    What stands in a `try` or a `with` that expects a failure may be absent, and is left out.
    """
    package = module if member.endswith("/__init__.py") else module.rpartition(".")[0]
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        found = _read(node, package)
        if found:
            yield found
            continue
        if isinstance(node, ast.Try):
            pending.extend([*node.orelse, *node.finalbody])
        elif not (isinstance(node, ast.With) and any(_suppresses(item) for item in node.items)):
            pending.extend(ast.iter_child_nodes(node))


def _suppresses(item: ast.withitem) -> bool:
    return isinstance(item.context_expr, ast.Call) and last_name(item.context_expr.func) in (
        "suppress",
        "raises",
    )


def _read(node: ast.AST, package: str) -> Resource | None:
    parts: list[str] = []
    while len(parts) < _PARTS:
        match node:
            case ast.BinOp(left=left, op=ast.Div(), right=ast.Constant(value=str(part))):
                parts.insert(0, part)
                node = left
            case ast.Call(func=ast.Attribute(value=left, attr="joinpath"), args=arguments) if arguments:
                texts = [_text(argument, "") for argument in arguments]
                if not all(texts):
                    return None
                parts[:0] = texts
                node = left
            case ast.Call(func=function, args=[first]) if parts and last_name(function) == "files":
                named = _text(first, package)
                return Resource(named, "/".join(parts), node.lineno) if named else None
            case ast.Call(func=function, args=[first, second, *_]) if (
                not parts and last_name(function) in _READERS
            ):
                named, path = _text(first, package), _text(second, "")
                # Of `path` there are others: `os.path` takes no package.
                home = last_name(function.value) if isinstance(function, ast.Attribute) else ""
                sure = home.endswith(("resources", "pkgutil"))
                return Resource(named, path, node.lineno) if named and path and sure else None
            case _:
                return None
    return None


def _text(node: ast.expr, package: str) -> str:
    """Return a literal's text, or the name of the module's own package for `__package__` and the like."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.Name) and node.id == "__package__":
        return package
    return ""
