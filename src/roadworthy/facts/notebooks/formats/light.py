"""Light scripts of jupytext: paragraphs are cells, and `# +` to `# -` holds what has several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadworthy.core.late_re import re
from roadworthy.facts.notebooks.formats.block import Block, block, code, comment, is_code, paragraphs, tags_of

#: As jupytext writes them, and as Vim and other editors fold them.
_OPEN = re.compile(r"# ?(?:\+|\{\{\{|region\b)(?=[ \t{\[]|$)(.*)")
_CLOSE = re.compile(r"# ?(?:-|\}\}\}|endregion)[ \t]*")


def blocks(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the cells of a script, of which the first `start` lines are a header."""
    at = loose = start
    while at < len(lines):
        mark = _OPEN.match(lines[at])
        if mark is None:
            if _CLOSE.fullmatch(lines[at]):
                yield from paragraphs(lines[loose:at], loose)
                loose = at + 1
            at += 1
            continue
        yield from paragraphs(lines[loose:at], loose)
        end = at + 1
        while end < len(lines) and not (_OPEN.match(lines[end]) or _CLOSE.fullmatch(lines[end])):
            end += 1
        part = lines[at + 1 : end]
        if "[markdown]" in mark[1] or "[md]" in mark[1]:
            yield from comment("markdown", part, at + 1)
        elif "[raw]" in mark[1] or not is_code(mark[1]):
            yield from block("raw", part, at + 1)
        else:
            yield from code(part, at + 1, tags_of(mark[1]))
        at = loose = end
    yield from paragraphs(lines[loose:], loose)
