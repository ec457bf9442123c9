"""The functions of a module as code alone, to tell whether a change touches them."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator

from roadworthy.core.late_dataclass import dataclass
from roadworthy.locate.lines import Lines

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class FunctionDigest:
    """A function: its qualified name, the line of its `def`, and a digest of its code.

    The digest comes of the syntax tree, so that comments, the docstring, blank lines and other formatting are
    no part of it.
    """

    route: tuple[str, ...]
    line: int
    digest: str


def codes(tree: ast.Module, lines: Lines) -> Iterator[FunctionDigest]:
    """Yield the functions at the top of a module or class."""
    pending: list[tuple[ast.AST, tuple[str, ...]]] = [(statement, ()) for statement in reversed(tree.body)]
    while pending:
        node, owner = pending.pop()
        if isinstance(node, _FUNCTIONS):
            text = _text(node, lines).encode("utf-8", "surrogatepass")
            digest = hashlib.blake2b(text, digest_size=16, usedforsecurity=False).hexdigest()
            yield FunctionDigest((*owner, node.name), node.lineno, digest)
        elif isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            inner = (*owner, node.name) if isinstance(node, ast.ClassDef) else owner
            children = [item for item in ast.iter_child_nodes(node) if not isinstance(item, ast.expr)]
            pending.extend((item, inner) for item in reversed(children))


def _text(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: Lines) -> str:
    """Return what makes a function what it is, without its docstring."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    parts = [node.args, *node.decorator_list, *([node.returns] if node.returns else []), *body]
    try:
        return "\n".join([type(node).__name__, node.name, *map(ast.dump, parts)])
    except RecursionError:
        return "\n".join(map(lines.line, range(node.lineno, (node.end_lineno or node.lineno) + 1)))
