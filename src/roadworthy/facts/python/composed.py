"""Names that strings are made of while a program runs: how they certainly begin and end."""

from __future__ import annotations

import ast

#: What stands before such a name, and between its beginning and its end.
COMPOSED = "%"
BETWEEN = "~"
#: The length from which a part tells one name from others.
_LENGTH = 2


def composed(node: ast.JoinedStr | ast.BinOp | ast.Call) -> str:
    """Return the use that a string is which may be a name made of parts: `"to_" + kind`; "" for others."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        # Other sums within it are asked by themselves.
        start, end = (
            "" if isinstance(part, ast.BinOp) else _end(part, index)
            for part, index in ((node.left, 0), (node.right, -1))
        )
    elif isinstance(node, ast.BinOp) and not isinstance(node.left, ast.Constant):
        return ""
    else:
        start, end = ends_of(node)
    telling = max(len(start.strip("_")), len(end.strip("_"))) >= _LENGTH
    named = telling and f"_{start}{end}".isidentifier() and not start[:1].isdigit()
    return f"{COMPOSED}{start}{BETWEEN}{end}" if named else ""


def ends_of(made: ast.expr) -> tuple[str, str]:
    """Return the texts that a string made of parts certainly begins and ends with."""
    return _end(made, 0), _end(made, -1)


def is_made(value: ast.expr) -> bool:
    """Tell whether an expression makes a string of parts, as far as it shows."""
    match value:
        case ast.JoinedStr() | ast.BinOp():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            return True
    return False


def _end(made: ast.expr, index: int) -> str:
    if isinstance(made, ast.JoinedStr):
        return _end(made.values[index], index) if made.values else ""
    if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Add):
        return _end(made.right if index else made.left, index)
    if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Mod):
        text = _end(made.left, index)
        return text.rpartition("%s")[2] if index else text.partition("%")[0]
    if isinstance(made, ast.Call) and isinstance(made.func, ast.Attribute) and is_made(made):
        text = _end(made.func.value, index)
        return text.rpartition("}")[2] if index else text.partition("{")[0]
    return made.value if isinstance(made, ast.Constant) and isinstance(made.value, str) else ""
