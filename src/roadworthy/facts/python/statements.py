"""Statements in coverage.py's terms: where each begins, and whether a comment excludes it with its block."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.locate.lines import Lines

#: Lines that coverage.py excludes by itself, with the block that they begin: its "Excluding code".
_EXCLUDED = re.compile(
    r"#[ \t]?(?:pragma|PRAGMA)[: \t]? ?(?:no|NO) ?(?:cover|COVER)|^[ \t]*if (?:typing\.)?TYPE_CHECKING:"
)
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CHOICES = (ast.If, ast.Try, ast.ExceptHandler, ast.match_case, ast.While, ast.For)


@dataclass(frozen=True, slots=True)
class Head:
    """The lines of a statement without its blocks; decorators come before `first`.

    `excluded` is true where it, or a block around it, is taken out of the measurement. `conditional` is true
    below an `if`, a `try` and the like, which may not have run where tests did.
    """

    node: ast.stmt | ast.ExceptHandler | ast.match_case
    first: int
    last: int
    excluded: bool
    conditional: bool


def may_exclude(text: str) -> bool:
    """Tell, at next to no cost, whether anything in a file may be excluded."""
    return "cover" in text or "COVER" in text or "TYPE_CHECKING:" in text


def heads(
    tree: ast.Module,
    lines: Lines,
    within_functions: bool = True,
    excluding: Callable[[str], bool] = lambda line: False,
) -> Iterator[Head]:
    """Yield the statements of a parsed file, without docstrings, in no order that matters.

    `excluding` tells of a line whether settings take out what it begins.
    """
    pending: list[tuple[ast.AST, bool, bool]] = [(item, False, False) for item in _block(tree.body)]
    while pending:
        node, excluded, conditional = pending.pop()
        if isinstance(node, ast.match_case):
            first, last = node.pattern.lineno, node.body[0].lineno - 1
        elif isinstance(node, (ast.stmt, ast.ExceptHandler)):
            first, last = node.lineno, node.end_lineno or node.lineno
            body = getattr(node, "body", None)
            if isinstance(body, list) and body:
                below = not lines.line(body[0].lineno)[: body[0].col_offset].strip()
                last = max(first, body[0].lineno - below)
        else:
            continue
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        start = min([first, *(item.lineno for item in decorators)])
        itself = _is_excluded(lines, start, last, excluding)
        yield Head(node, first, last, excluded or itself, conditional)
        if isinstance(node, _FUNCTIONS) and not within_functions:
            continue
        inner, end = conditional or isinstance(node, _CHOICES), last
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if not isinstance(block, list) or not block:
                continue
            # `else:` and `finally:` are no statements, and may be excluded by a comment of their own.
            begins = block[0].pattern.lineno if isinstance(block[0], ast.match_case) else block[0].lineno
            aside = name in ("orelse", "finalbody") and _is_excluded(lines, end + 1, begins - 1, excluding)
            out = excluded or aside or (itself and name == "body")
            documented = name == "body" and isinstance(node, (*_FUNCTIONS, ast.ClassDef))
            pending.extend((item, out, inner) for item in (_block(block) if documented else block))
            end = getattr(block[-1], "end_lineno", None) or block[-1].body[-1].end_lineno


def _block(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return a block without its docstring."""
    match body[:1]:
        case [ast.Expr(value=ast.Constant(value=str()))]:
            return body[1:]
    return body


def _is_excluded(lines: Lines, first: int, last: int, excluding: Callable[[str], bool]) -> bool:
    return any(
        (("#" in line or "TYPE_CHECKING" in line) and _EXCLUDED.search(line))
        or ("..." in line and _is_stub(line))
        or excluding(line)
        for line in map(lines.line, range(first, last + 1))
    )


def _is_stub(line: str) -> bool:
    """Tell whether a line is `...`, alone or after the end of a function's header."""
    head, dots, _ = line.partition("#")[0].rstrip().rpartition("...")
    head = head.strip()
    if not dots or not line.partition("#")[0].rstrip().endswith("..."):
        return False
    starts = head.startswith(("def ", "async def ", ")", "]"))
    return not head or (starts and head.endswith(":") and (")" in head or "]" in head))
