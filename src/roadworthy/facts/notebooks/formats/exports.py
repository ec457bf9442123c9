"""Scripts that nbconvert and Colab export from notebooks: marks of prompts, or nothing but blank lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadworthy.core.late_re import re
from roadworthy.facts.notebooks.formats.block import Block, code, comment, paragraphs

_PROMPT = re.compile(r"# ?In ?\[[ \d*]*\]:?[ \t]*")
_HEAD = re.compile(r"#!|# (?:-\*- )?coding:|[ \t]*$")
#: What nbconvert makes of magics: calls that take their text.
_CALL = re.compile(r"([ \t]*)get_ipython\(\)\.(system|run_line_magic)\((u?r?['\"].*)\)[ \t]*$")
_TEXT = re.compile(r"u?r?(['\"])(.*?)\1")


def prompts(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the cells of a script of nbconvert's: each mark opens one, and comments at its end are text."""
    while start < len(lines) and _HEAD.match(lines[start]):
        start += 1
    marks = [number for number in range(start, len(lines)) if _PROMPT.fullmatch(lines[number])]
    head = lines[start : marks[0] if marks else len(lines)]
    if any(line.strip() and not line.startswith("#") for line in head):
        # Someone removed the first marks, and the code below them is still run.
        yield from code([_magic(line) for line in head], start)
    else:
        yield from comment("markdown", head, start)
    for at, end in zip(marks, [*marks[1:], len(lines)], strict=True):
        stop = end
        while stop > at + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        # Comments right below code belong to it; what nbconvert made of a text stands by itself.
        while stop < end and lines[stop].strip():
            stop += 1
        yield from code([_magic(line) for line in lines[at + 1 : stop]], at + 1)
        yield from comment("markdown", lines[stop:end], stop)


def colab(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the cells of a script of Colab's, which keeps magics and sets nothing between two cells."""
    yield from paragraphs(lines, start)


def _magic(line: str) -> str:
    """Return the magic that nbconvert made a call of; any other line as it is."""
    call = _CALL.match(line)
    if call is None:
        return line
    texts = [found[2] for found in _TEXT.finditer(call[3])]
    mark = "!" if call[2] == "system" else "%"
    return f"{call[1]}{mark}{' '.join(texts)}" if texts else line
