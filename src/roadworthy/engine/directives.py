"""Inline ignores: `# roadworthy: ignore[rule-name] reason`, on the line or the line above.

They are comments as the kind of file has them: `;` in an INI file, `<!-- -->` in Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from roadworthy.core.finding import Location, Span
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.locate.lines import Lines
from roadworthy.tree.kinds import Comments, Kind, kind_of

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
    pattern = _pattern(written)
    found = _in_python(pattern, lines) if python else pattern.finditer(lines.text)
    for match in found:
        span = lines.span(*match.span("comment"))
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


def _in_python(pattern: re.Pattern[str], lines: Lines) -> Iterator[re.Match[str]]:
    """Yield the directives in comments that Python sees; none where it cannot tell, or there are none."""
    if pattern.search(lines.text) is None:
        return
    import io
    import tokenize

    try:
        for token in tokenize.generate_tokens(io.StringIO(lines.text).readline):
            if token.type == tokenize.COMMENT:
                start = lines.offset(token.start[0], token.start[1] + 1)
                # The two count lines in different ways where a carriage return stands alone.
                if lines.text.startswith(token.string, start):
                    yield from pattern.finditer(lines.text, start, start + len(token.string))
    except (tokenize.TokenError, SyntaxError):
        pass
