"""Digests of the text of bodies, by which copied functions are found."""

from __future__ import annotations

import ast
import hashlib

from roadworthy.core.late_re import re
from roadworthy.locate.lines import Lines

#: Bodies of fewer lines than this may well be equal by chance.
_SHORT = 5
_IDENTIFIER = re.compile(r"[^\W\d]\w*")


def digest_of(lines: Lines, body: list[ast.stmt]) -> str:
    """Return a digest of a body's text without its docstring; empty where it is short."""
    return digests_of(lines, body)[0]


def digests_of(lines: Lines, body: list[ast.stmt], *, shaped: bool = True) -> tuple[str, str]:
    """Return two digests of a body's text without its docstring: as it is, and whatever its names are.

    The second one, which takes longer, is empty for what is not `shaped`.
    """
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        body = body[1:]
    if not body or (body[-1].end_lineno or 0) - body[0].lineno < _SHORT - 1:
        return "", ""
    start, end = lines.offset(body[0].lineno, 1), lines.offset((body[-1].end_lineno or 0) + 1, 1)
    stripped = (line.strip() for line in lines.text[start:end].splitlines())
    kept = [line for line in stripped if line and not line.startswith("#")]
    if len(kept) < _SHORT:
        return "", ""
    text = "\n".join(kept)
    return _digest(text), _digest(_IDENTIFIER.sub("_", text)) if shaped else ""


def _digest(text: str) -> str:
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=8, usedforsecurity=False).hexdigest()
