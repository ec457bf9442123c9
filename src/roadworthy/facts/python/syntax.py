"""Which releases of Python the syntax of a module needs, by the release notes ("What's New in Python")."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from typing import Any

from roadworthy.facts.python.module import Module
from roadworthy.facts.python.summary import Syntax

#: Nodes that no older Python has: the minor version that brought them, and what a reader calls them.
_NODES = {
    "Match": (10, "`match`"),
    "NamedExpr": (8, "`:=`"),
    "ParamSpec": (12, "a list of type parameters"),
    "TemplateStr": (14, "a template string"),
    "TryStar": (11, "`except*`"),
    "TypeAlias": (12, "the statement `type`"),
    "TypeVar": (12, "a list of type parameters"),
    "TypeVarTuple": (12, "a list of type parameters"),
}
_KINDS: dict[type[ast.AST], tuple[int, str]] = {
    kind: newer for name, newer in _NODES.items() if (kind := getattr(ast, name, None))
}


def looked_for(module: Module) -> tuple[type[ast.AST], ...]:
    """Return the types of nodes in a module that may be newer syntax; most modules have few of them."""
    kinds = list(_KINDS)
    if "/" in module.text:
        kinds.append(ast.arguments)
    if "[*" in module.text:
        kinds.append(ast.Subscript)
    if sys.version_info >= (3, 12):  # an older one cannot parse what is new in them
        kinds.append(ast.JoinedStr)
    return tuple(kinds)


def newer(node: Any, module: Module) -> Iterator[Syntax]:
    """Yield what is newer than Python 3.7 in a node itself, of the types that are looked for."""
    if found := _KINDS.get(type(node)):
        yield Syntax(*found, module.span(node))
        if getattr(node, "default_value", None):
            yield Syntax(13, "a default of a type parameter", module.span(node))
    elif isinstance(node, ast.arguments):
        if node.posonlyargs:
            yield Syntax(8, "`/` among parameters", module.span(node.posonlyargs[0]))
    elif isinstance(node, ast.Subscript):
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
        first = module.span(node.slice)
        bare = module.lines.line(first.line)[first.column - 1 : first.column] != "("
        if bare and any(isinstance(item, ast.Starred) for item in items):
            yield Syntax(11, "`*` in square brackets", first)
    elif isinstance(node, ast.JoinedStr) and _nests(node, module):
        yield Syntax(12, "an f-string that holds its own quotes, backslashes or comments", module.span(node))


def _nests(node: ast.JoinedStr, module: Module) -> bool:
    """Tell whether expressions of an f-string hold what they may only since PEP 701."""
    parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    text = _text(node, module)
    plain = not any(mark in _text(part, module) for part in parts for mark in "'\"\\")
    if not parts or (plain and "#" not in text and "\n" not in text):
        return False
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(f"({text})").readline))
    except (tokenize.TokenError, SyntaxError):
        return False
    return _breaks(tokens)


def _breaks(tokens: list[tokenize.TokenInfo]) -> bool:
    opened: list[str] = []
    for token in tokens:
        name = tokenize.tok_name[token.type]
        if name == "FSTRING_END":
            opened.pop()
            continue
        if opened and name in ("STRING", "FSTRING_START"):
            quotes = [quote for quote in opened if quote in token.string]
            if quotes or (name == "STRING" and "\\" in token.string):
                return True
        elif opened and (name == "COMMENT" or (name == "NL" and len(opened[0]) == 1)):
            return True
        if name == "FSTRING_START":
            opened.append(token.string.lstrip("fFrRtT"))
    return False


def _text(node: ast.expr, module: Module) -> str:
    span = module.span(node)
    start = module.lines.offset(span.line, span.column)
    return module.text[start : module.lines.offset(span.end_line, span.end_column)]
