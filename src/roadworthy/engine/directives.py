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
_IGNORE = re.compile(r"\s*ignore\[([^\]]*)\]\s*(.*?)\s*$")


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

    def covers(self, rule: str, line: int, cell: int | None) -> bool:
        """Tell whether it ignores a finding of `rule` at a line: its own, or the one below."""
        return rule in self.rules and cell == self.cell and line in (self.line, self.line + 1)


def directives(file: str, text: str, *, python: bool = False, cell: int | None = None) -> Iterator[Directive]:
    """Yield the directives in a text, in comments of the file's kind; in Python only those that really are.

    A file of a kind that has no comments has no directives; one of a notebook's cells is Python.
    """
    comments = Kind.PYTHON.comments if python else kind_of(file).comments
    if comments is None:
        return
    lines = Lines(text)
    for match in _pattern(comments).finditer(text):
        span = lines.span(*match.span("comment"))
        if python and (span.line, span.column) not in _comments(text):
            continue
        ignore = _IGNORE.match(match["text"])
        names = tuple(filter(None, re.split(r"[,\s]+", ignore.group(1)))) if ignore else ()
        yield Directive(file, span.line, cell, names, ignore.group(2) if ignore else "", span)


@cache
def _pattern(comments: Comments) -> re.Pattern[str]:
    """Return what matches a directive in comments that are written in a way."""
    end = re.escape(comments.end)
    text = rf"(?:(?!{end})[^\r\n])*" if end else r"[^\r\n]*"
    before = _BEFORE[comments.where]
    return re.compile(rf"{before}(?P<comment>{comments.start}[ \t]*roadworthy:(?P<text>{text}){end})")


def _comments(text: str) -> set[tuple[int, int]]:
    """Return line and column of every comment that Python sees; none where it cannot be tokenized."""
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
    return found
