"""`__all__` of a module, as far as literals build it."""

from __future__ import annotations

import ast
from collections.abc import Sequence


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
