"""Inline ignores: `# roadworthy: ignore[rule-name] reason`, on the line or the line above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy.core.finding import Location, Span
from roadworthy.locate.lines import Lines

_DIRECTIVE = re.compile(r"#\s*roadworthy:([^\r\n]*)")
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

    def covers(self, rule: str, line: int, cell: int | None) -> bool:
        """Tell whether it ignores a finding of `rule` at a line: its own, or the one below."""
        return rule in self.rules and cell == self.cell and line in (self.line, self.line + 1)


def directives(file: str, text: str, *, python: bool = False, cell: int | None = None) -> Iterator[Directive]:
    """Yield the directives in a text; in Python only those that are really comments."""
    lines = Lines(text)
    for match in _DIRECTIVE.finditer(text):
        span = lines.span(match.start(), match.end())
        if python and (span.line, span.column) not in _comments(text):
            continue
        ignore = _IGNORE.match(match.group(1))
        names = tuple(filter(None, re.split(r"[,\s]+", ignore.group(1)))) if ignore else ()
        yield Directive(file, span.line, cell, names, ignore.group(2).rstrip() if ignore else "", span)


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
