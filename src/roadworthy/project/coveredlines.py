"""The fact `CoveredLines`: how much of the importable code ran in the tests, in coverage.py's terms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy.evidence.data import FileData
from roadworthy.facts import Blocked, Unmeasured
from roadworthy.project.evidence import Evidence
from roadworthy.project.module import decode, parse
from roadworthy.project.testsettings import CoverageSettings
from roadworthy.tree import Tree

#: Lines that coverage.py excludes by itself, with the block that they begin: its "Excluding code".
_EXCLUDED = re.compile(
    r"#[ \t]?(?:pragma|PRAGMA)[: \t]? ?(?:no|NO) ?(?:cover|COVER)|^[ \t]*if (?:typing\.)?TYPE_CHECKING:"
)
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
#: Settings that exclude more, by patterns of the project's own, which are not run here.
_PATTERNS = ("exclude_lines", "exclude_also", "partial_branches", "plugins")


@dataclass(frozen=True, slots=True)
class CoveredLines:
    """The statements of the files that a source of data names, and how many of them ran."""

    source: str
    covered: int
    total: int
    #: Whether the source itself says what did not run; else the statements were counted here.
    exact: bool

    @property
    def percent(self) -> float:
        """The part that ran, from 0 to 100."""
        return 100 * self.covered / self.total if self.total else 100.0


def covered_lines(tree: Tree, evidence: Evidence, settings: CoverageSettings | None) -> CoveredLines:
    """Count the lines of the first source that notes lines, of the whole suite, and of the code as it is.

    A database notes what ran and not what did not: the statements are counted here then. Raises `Unmeasured`
    where there is no such source, and where settings exclude lines by patterns of their own from a database.
    """
    for source in evidence.sources:
        if source.kind == "record" or source.problems or not source.files:
            continue
        covered = total = 0
        exact = all(data.missing is not None for data in source.files.values())
        for path, data in sorted(source.files.items()):
            if data.missing is None and settings and _patterns(settings):
                raise Unmeasured("what is excluded is not known")
            ran, number = _counts(tree, path, data)
            covered += ran
            total += number
        if total:
            return CoveredLines(source.path, covered, total, exact)
    raise Unmeasured("no lines were measured")


def _patterns(settings: CoverageSettings) -> bool:
    sections = [section for section in (settings.run, settings.report) if section]
    return any(key in section.values for section in sections for key in _PATTERNS)


def _counts(tree: Tree, path: str, data: FileData) -> tuple[int, int]:
    if data.missing is not None:
        return len(data.run), len(data.run) + len(data.missing - data.run)
    try:
        text = decode(path, tree.read(path))
        spans = dict(_statements(parse(path, text), text.splitlines()))
    except Blocked:
        return 0, 0
    ran = sum(any(line in data.run for line in range(first, last + 1)) for first, last in spans.items())
    return ran, len(spans)


def _statements(tree: ast.Module, lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last line of each statement's head; several on one line count once."""
    pending: list[ast.AST] = list(_block(tree.body))
    while pending:
        node = pending.pop()
        if isinstance(node, ast.match_case):
            first, last = node.pattern.lineno, node.body[0].lineno - 1
        elif isinstance(node, (ast.stmt, ast.ExceptHandler)):
            first, last = node.lineno, node.end_lineno or node.lineno
            body = getattr(node, "body", None)
            if isinstance(body, list) and body:
                below = not lines[body[0].lineno - 1][: body[0].col_offset].strip()
                last = max(first, body[0].lineno - below)
        else:
            continue
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        start = min([first, *(item.lineno for item in decorators)])
        excluded = _is_excluded(lines, start, last)
        if not excluded and not isinstance(node, (ast.Global, ast.Nonlocal)):
            yield first, last
            yield from ((item.lineno, item.end_lineno or item.lineno) for item in decorators)
        end = last
        for name in _BLOCKS:
            block = getattr(node, name, None)
            if not isinstance(block, list) or not block:
                continue
            # `else:` and `finally:` are no statements, and may be excluded by a comment of their own.
            begins = block[0].pattern.lineno if isinstance(block[0], ast.match_case) else block[0].lineno
            aside = name in ("orelse", "finalbody") and _is_excluded(lines, end + 1, begins - 1)
            if not aside and not (excluded and name == "body"):
                pending.extend(_block(block) if name == "body" and _is_definition(node) else block)
            end = getattr(block[-1], "end_lineno", None) or block[-1].body[-1].end_lineno


def _is_definition(node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _block(body: list[ast.stmt]) -> list[ast.stmt]:
    """Return a block without its docstring."""
    match body[:1]:
        case [ast.Expr(value=ast.Constant(value=str()))]:
            return body[1:]
    return body


def _is_excluded(lines: list[str], first: int, last: int) -> bool:
    return any(_EXCLUDED.search(line) or _is_stub(line) for line in lines[first - 1 : last])


def _is_stub(line: str) -> bool:
    """Tell whether a line is `...`, alone or after the end of a function's header."""
    head, dots, _ = line.partition("#")[0].rstrip().rpartition("...")
    head = head.strip()
    if not dots or not line.partition("#")[0].rstrip().endswith("..."):
        return False
    starts = head.startswith(("def ", "async def ", ")", "]"))
    return not head or (starts and head.endswith(":") and (")" in head or "]" in head))
