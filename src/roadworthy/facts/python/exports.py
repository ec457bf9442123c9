"""What modules export: `__all__` as far as literals build it, and names that another module makes public.

The typing specification says which are ("Library interface").
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence

from roadworthy.facts.python.summary import Import, ModuleSummary


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
    tails: dict[str, list[str]] = {}
    for path in modules:
        dotted = path.removesuffix(".py").removesuffix("/__init__")
        tails.setdefault(dotted.rpartition("/")[2], []).append(path)
    found: dict[tuple[str, str], str] = {}
    for home, module in sorted(modules.items()):
        if is_private(home):
            continue
        for item in module.imports:
            for name in _names(item, module):
                definition = _definition(module, item, name, modules, tails)
                if definition is not None and is_private(definition[0]):
                    # The shortest path is the one that users know.
                    known = found.get(definition)
                    if known is None or home.count("/") < known.count("/"):
                        found[definition] = home
    return found


def _names(item: Import, module: ModuleSummary) -> Iterator[str]:
    """Yield the names as the imported module knows them; a star stands for itself."""
    if item.name is None:
        return
    if item.name == "*":
        yield "*"
    elif module.exports is not None:
        if (item.alias or item.name) in module.exports:
            yield item.name
    elif item.alias == item.name:
        yield item.name


def _definition(
    module: ModuleSummary,
    item: Import,
    name: str,
    modules: Mapping[str, ModuleSummary],
    tails: Mapping[str, list[str]],
) -> tuple[str, str] | None:
    """Follow an import to the own module that defines the name; None for a star, or what is not own."""
    for _ in range(10):
        path = resolved(module.path, item, modules, tails)
        if path is None:
            return None
        module = modules[path]
        if any(d.name == name and not d.owner for d in module.definitions):
            return path, name
        onward = [i for i in module.imports if i.name is not None and (i.alias or i.name) == name]
        if not onward:
            return None
        item, name = onward[-1], onward[-1].name or ""
    return None


def resolved(
    source: str, item: Import, modules: Mapping[str, ModuleSummary], tails: Mapping[str, list[str]]
) -> str | None:
    """Return the path of the module that an import in the module at `source` is from, if it is one of these.

    `tails` gives the paths by the last part of the module's name.
    """
    below = item.module.replace(".", "/")
    if item.level:
        inside = source.removesuffix(".py").removesuffix("/__init__").split("/")
        options = ["/".join(item.target(inside, is_package=source.endswith("/__init__.py")))]
    else:
        last = below.rpartition("/")[2]
        stems = (path.removesuffix(".py").removesuffix("/__init__") for path in tails.get(last, ()))
        options = [stem for stem in stems if stem == below or stem.endswith(f"/{below}")]
    for stem in options:
        for path in (f"{stem}.py", f"{stem}/__init__.py"):
            if path in modules:
                return path
    return None


def is_exports(statement: ast.stmt) -> bool:
    """Tell whether a statement sets or changes `__all__` by literals."""
    match statement:
        case ast.Assign(targets=[ast.Name(id="__all__")]) | ast.AnnAssign(target=ast.Name(id="__all__")):
            return True
        case ast.AugAssign(target=ast.Name(id="__all__")):
            return True
    return False


def exports_of(body: Sequence[ast.stmt]) -> tuple[str, ...] | None:
    """Return `__all__` where literals build it by `=`, `+=`, `.append`, `.extend` or `.remove`."""
    exports: list[str] | None = None
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                exports = _texts(value)
            case ast.AnnAssign(target=ast.Name(id="__all__"), value=ast.expr() as value):
                exports = _texts(value)
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value) if exports is not None:
                exports = exports + (_texts(value) or [])
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__"), attr=method), args=[value])
            ) if exports is not None:
                texts = _texts(value) or []
                exports = [e for e in exports if e not in texts] if method == "remove" else exports + texts
    return None if exports is None else tuple(exports)


def _texts(node: ast.expr) -> list[str] | None:
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (_texts(node.left) or []) + (_texts(node.right) or [])
    if not isinstance(node, (ast.List, ast.Tuple)):
        return None
    return [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
