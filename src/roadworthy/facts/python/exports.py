"""What modules export: `__all__` as far as literals build it, and names that another module makes public.

The typing specification says which are ("Library interface").
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from roadworthy.facts.python.resolve import resolved, tails_of
from roadworthy.facts.python.summary import Import, ModuleSummary

if TYPE_CHECKING:
    from roadworthy.facts.python.module import Module

#: How many modules a name is followed through.
_HOPS = 10


def is_private(path: str) -> bool:
    """Tell whether a module's path has a part that starts with one underscore."""
    parts = path.removesuffix(".py").split("/")
    return any(part.startswith("_") and not part.startswith("__") for part in parts)


def exported(own: Iterable[ModuleSummary]) -> dict[tuple[str, str], str]:
    """Return (path of a private module, name it defines) -> path of the public module that exports the name.

    A public module exports what it imports and lists in `__all__`; without `__all__`, what it imports as
    itself (`from ._impl import f as f`) and by a star. Re-exports are followed through other modules.
    """
    modules = {module.path: module for module in own}
    tails = tails_of(modules)
    tops = {path: _tops(module) for path, module in modules.items()}
    found: dict[tuple[str, str], str] = {}
    for home, module in sorted(modules.items()):
        if is_private(home):
            continue
        for item in module.imports:
            for name in _names(item, module, modules, tails):
                definition = _definition(module, item, name, modules, tails, tops)
                if definition is not None and is_private(definition[0]):
                    # The shortest path is the one that users know.
                    known = found.get(definition)
                    if known is None or home.count("/") < known.count("/"):
                        found[definition] = home
    return found


def _names(
    item: Import,
    module: ModuleSummary,
    modules: Mapping[str, ModuleSummary],
    tails: Mapping[str, list[str]],
) -> Iterator[str]:
    """Yield the exported names as the imported module knows them; for a star, those that it takes over."""
    if item.name is None:
        return
    if item.name == "*":
        for name in _taken(module, item, modules, tails):
            if module.exports is None or name in module.exports:
                yield name
    elif module.exports is not None:
        if item.binds in module.exports:
            yield item.name
    elif item.alias == item.name:
        yield item.name


def _taken(
    module: ModuleSummary,
    item: Import,
    modules: Mapping[str, ModuleSummary],
    tails: Mapping[str, list[str]],
    hops: int = 0,
) -> Iterator[str]:
    """Yield the names that `from module import *` takes over, its own stars followed."""
    path = resolved(module.path, item, modules, tails)
    if path is None or hops > _HOPS:
        return
    source = modules[path]
    if source.exports is not None:
        yield from source.exports
        return
    yield from (d.name for d in source.definitions if not d.owner and not d.name.startswith("_"))
    for onward in source.imports:
        if onward.name == "*":
            yield from _taken(source, onward, modules, tails, hops + 1)


def _tops(module: ModuleSummary) -> frozenset[str]:
    """Return the names that a module defines at its top."""
    return frozenset(definition.name for definition in module.definitions if not definition.owner)


def _definition(
    module: ModuleSummary,
    item: Import,
    name: str,
    modules: Mapping[str, ModuleSummary],
    tails: Mapping[str, list[str]],
    tops: Mapping[str, Collection[str]],
) -> tuple[str, str] | None:
    """Follow an import to the own module that defines the name; None for what is not own."""
    for _ in range(_HOPS):
        path = resolved(module.path, item, modules, tails)
        if path is None:
            return None
        module = modules[path]
        if name in tops[path]:
            return path, name
        onward = [i for i in module.imports if i.name is not None and i.binds == name]
        stars = [i for i in module.imports if i.name == "*" and name in _taken(module, i, modules, tails)]
        if not onward and not stars:
            return None
        item = (onward or stars)[-1]
        name = onward[-1].name or "" if onward else name
    return None


def is_exports(statement: ast.stmt) -> bool:
    """Tell whether a statement sets or changes `__all__` by literals."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.AnnAssign(target=ast.Name(id="__all__")):
            return True
        case ast.AugAssign(target=ast.Name(id="__all__")):
            return True
    return False


def exports_of(module: Module) -> tuple[tuple[str, ...] | None, bool]:
    """Return `__all__` as far as literals build it, and whether anything else may add names to it.

    Literals build it at the top of the module, by `=`, `+=`, `.append`, `.extend` or `.remove`.
    """
    exports: list[str] | None = None
    is_open = is_called = False
    for statement in module.tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="__all__")], value=value)
                | ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value)
            ):
                exports, is_open = _texts(value)
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                exports, is_open = _with(exports, is_open, value)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=method), args=[value])
            ):
                if method != "remove":
                    exports, is_open = _with(exports, is_open, value)
                elif exports is not None:
                    texts, _ = _texts(value)
                    exports = [name for name in exports if name not in (texts or ())]
            case ast.If() | ast.For() | ast.While() | ast.Try() | ast.With() | ast.Match():
                is_open = is_open or _adds_within(module, statement)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                # A decorator `@public` may run after all of these.
                is_called = is_called or _adds_within(module, statement)
    return None if exports is None else tuple(exports), is_open or is_called


def _adds_within(module: Module, statement: ast.stmt) -> bool:
    return "__all__" in module.source(statement) and any(map(_adds, ast.walk(statement)))


def _adds(node: ast.AST) -> bool:
    """Tell whether a part of a statement binds `__all__`, or calls what may add to it."""
    match node:
        case ast.Name(id="__all__", ctx=ast.Store()):
            return True
        case ast.Attribute(value=ast.Name(id="__all__"), attr="append" | "extend" | "insert"):
            return True
    return False


def _with(exports: list[str] | None, is_open: bool, value: ast.expr) -> tuple[list[str] | None, bool]:
    """Return exports and whether they are open, with what a value adds to them."""
    texts, more = _texts(value)
    return None if exports is None else exports + (texts or []), is_open or more


def _texts(node: ast.expr) -> tuple[list[str] | None, bool]:
    """Return the texts of a literal, None where there is none, and whether there may be more than these."""
    if isinstance(node, ast.Constant):
        return ([node.value], False) if isinstance(node.value, str) else (None, False)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _texts(node.left), _texts(node.right)
        return (left[0] or []) + (right[0] or []), left[1] or right[1]
    if not isinstance(node, (ast.List, ast.Tuple)):
        return None, True
    texts = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
    return texts, len(texts) < len(node.elts)
