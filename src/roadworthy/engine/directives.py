"""Inline ignores: `# roadworthy: ignore[rule-name] reason`, on the line or the line above.

They are comments as the kind of file has them: `;` in an INI file, `<!-- -->` in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from roadworthy.core.finding import Location, Span
from roadworthy.locate.lines import Lines
from roadworthy.tree.kinds import Comments, Kind, kind_of

_DIRECTIVE = re.compile(r"#\s*roadworthy:([^\r\n]*)")
_BEFORE = {"anywhere": "", "after-blank": r"(?<!\S)", "line-start": r"(?m:^)[ \t]*"}
_IGNORE = re.compile(r"\s*+ignore\[([^\]]*+)\]\s*+(.*)")


@dataclass(frozen=True, slots=True)
class Directive:
    """One comment. `rules` are the names it ignores; none where it is malformed."""

    file: str
    line: int
    cell: int | None
    rules: tuple[str, ...]
    reason: str
    span: Span

    @property
    def at(self) -> Location:
        """Where the comment is."""
        route = () if self.cell is None else ("cells", self.cell - 1, "source", self.line - 1)
        return Location(self.file, route, self.span)

    @property
    def lines(self) -> tuple[int, int]:
        """The lines whose findings it ignores: its own, and the one below."""
        return self.line, self.line + 1


def directives(
    file: str, lines: Lines, *, python: bool = False, cell: int | None = None
) -> Iterator[Directive]:
    """Yield the directives in a text, in comments of the file's kind; in Python only those that really are.

    A file of a kind that has no comments has no directives; one of a notebook's cells is Python.
    """
    written = Kind.PYTHON.comments if python else kind_of(file).comments
    if written is None:
        return
    comments: frozenset[tuple[int, int]] | None = None
    for match in _pattern(written).finditer(lines.text):
        span = lines.span(*match.span("comment"))
        if python:
            comments = _comments(lines.text) if comments is None else comments
            if (span.line, span.column) not in comments:
                continue
        ignore = _IGNORE.match(match["text"])
        names = tuple(filter(None, re.split(r"[,\s]+", ignore.group(1)))) if ignore else ()
        yield Directive(file, span.line, cell, names, ignore.group(2).rstrip() if ignore else "", span)


@cache
def _pattern(comments: Comments) -> re.Pattern[str]:
    """Return what matches a directive in comments that are written in a way."""
    end = re.escape(comments.end)
    text = rf"(?:(?!{end})[^\r\n])*" if end else r"[^\r\n]*"
    before = _BEFORE[comments.where]
    return re.compile(rf"{before}(?P<comment>{comments.start}[ \t]*roadworthy:(?P<text>{text}){end})")


def _comments(text: str) -> frozenset[tuple[int, int]]:
    """Return line and column of every directive in a comment that Python sees; none where it cannot tell."""
    import io
    import tokenize

    found: set[tuple[int, int]] = set()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                for match in _DIRECTIVE.finditer(token.string):
                    found.add((token.start[0], token.start[1] + 1 + match.start()))
    except (tokenize.TokenError, SyntaxError):
        pass
    return frozenset(found)
