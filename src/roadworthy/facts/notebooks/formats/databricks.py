"""Notebooks of Databricks in source format: cells stand between lines of `# COMMAND ----------`.

A cell whose lines begin with `# MAGIC` is in another language, or a magic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from roadworthy.core.late_re import re
from roadworthy.facts.notebooks.formats.block import Block, block

_COMMAND = re.compile(r"# COMMAND -{10}[ \t]*")
_MAGIC = re.compile(r"# MAGIC(?: |$)")
_TITLE = re.compile(r"# DBTITLE \d")
_TEXT = re.compile(r"%md(?:-sandbox)?\b")


def blocks(lines: Sequence[str], start: int) -> Iterator[Block]:
    """Yield the cells of a notebook, of which the first line is its mark."""
    ends = [number for number, line in enumerate(lines) if _COMMAND.fullmatch(line)]
    at = start + 1
    for end in (*ends, len(lines)):
        while at < end and (not lines[at].strip() or _TITLE.match(lines[at])):
            at += 1
        shifts = [len(mark[0]) if (mark := _MAGIC.match(line)) else 0 for line in lines[at:end]]
        part = [line[width:] for line, width in zip(lines[at:end], shifts, strict=True)]
        text = bool(part) and _TEXT.match(part[0]) is not None
        yield from block("markdown" if text else "code", part, at, (), shifts)
        at = end + 1
