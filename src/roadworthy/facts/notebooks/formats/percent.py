"""Percent scripts: `# %%` opens a cell, `# %% [markdown]` one of text (jupytext, VS Code, Spyder, Kaggle)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadworthy.core.late_re import re
from roadworthy.facts.notebooks.formats.block import Block, block, code, comment, is_code, tags_of

#: A mark, and its title and options; `# %%time` is a magic that is commented out.
_MARK = re.compile(r"# ?%%%*+(?=[ \t\[]|$)(.*)")
_KIND = re.compile(r"\[(markdown|md|raw)\]")


def blocks(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the cells of a script, of which the first `start` lines are a header."""
    marks = [number for number in range(start, len(lines)) if _MARK.match(lines[number])]
    first = marks[0] if marks else len(lines)
    if any(line.strip() and not line.startswith("#") for line in lines[start:first]):
        yield from code(lines[start:first], start)
    for at, end in zip(marks, [*marks[1:], len(lines)], strict=True):
        mark = _MARK.match(lines[at])
        options = mark[1] if mark else ""
        named = _KIND.search(options)
        part, offset = lines[at + 1 : end], at + 1
        if named:
            yield from comment("raw" if named[1] == "raw" else "markdown", part, offset)
        elif not is_code(options):
            yield from block("raw", part, offset)
        else:
            yield from code(part, offset, tags_of(options))
