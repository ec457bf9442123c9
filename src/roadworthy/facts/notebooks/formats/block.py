"""What every format of text is read as: blocks of code, and the text between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.facts.python import opened_by

Kind = Literal["code", "markdown", "raw"]

#: A magic of IPython that is commented out, so that the script is Python: what the comment adds.
_COMMENTED = re.compile(r"(?=[ \t]*# ?[%!])([ \t]*)(# ?)(?:%%?[A-Za-z]|![A-Za-z./~])")
_QUOTED = re.compile(r"r?(\"\"\"|''')")
_IDLE = re.compile(r"\blanguage=\"|\bactive=\"|\"frozen\":\s*true")
_TAGS = re.compile(r"\btags\"?\s*[=:]\s*\[([^\]]*)\]")
_TAG = re.compile(r"[\"']([^\"']+)[\"']")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code, or the text between two; `offset` counts the lines of the file before its first.

    `shifts` says for each line how many columns of the file stand before it; it is empty where none do.
    """

    kind: Kind
    source: str
    offset: int
    tags: tuple[str, ...] = ()
    shifts: tuple[int, ...] = ()


def block(
    kind: Kind, lines: Sequence[str], offset: int, tags: tuple[str, ...] = (), shifts: Sequence[int] = ()
) -> Iterator[Block]:
    """Yield the block that lines make, without blank ones around it; none where all are blank."""
    first, last = 0, len(lines)
    while first < last and not lines[first].strip():
        first += 1
    while last > first and not lines[last - 1].strip():
        last -= 1
    if first < last:
        kept = tuple(shifts[first:last]) if any(shifts) else ()
        yield Block(kind, "\n".join(lines[first:last]), offset + first, tags, kept)


def is_code(options: str) -> bool:
    """Tell whether a cell is code that runs: not frozen, not kept for one format, not in another language."""
    return _IDLE.search(options) is None


def tags_of(options: str) -> tuple[str, ...]:
    """Return the tags that the options of a cell's mark name."""
    found = _TAGS.search(options)
    return tuple(_TAG.findall(found[1])) if found else ()


def code(lines: Sequence[str], offset: int, tags: tuple[str, ...] = ()) -> Iterator[Block]:
    """Yield the block of a cell's code, in which magics may be commented out."""
    bare, shifts = [], []
    depth, quote = 0, ""
    for line in lines:
        magic = None if depth or quote else _COMMENTED.match(line)
        bare.append(magic[1] + line[magic.end(2) :] if magic else line)
        shifts.append(len(magic[2]) if magic else 0)
        change, quote = opened_by(line, quote)
        depth = max(0, depth + change)
    yield from block("code", bare, offset, tags, shifts)


def comment(kind: Kind, lines: Sequence[str], offset: int) -> Iterator[Block]:
    """Yield the block of a text that stands in comments, or between three quotes."""
    if lines and (quoted := _QUOTED.match(lines[0])):
        inside = [lines[0][quoted.end() :], *lines[1:]]
        yield from block(kind, [line.removesuffix(quoted[1]) for line in inside], offset)
        return
    widths = [len(mark[0]) if (mark := re.match(r"# ?", line)) else 0 for line in lines]
    texts = [line[width:] for line, width in zip(lines, widths, strict=True)]
    yield from block(kind, texts, offset, (), widths)


def paragraphs(lines: Sequence[str], offset: int) -> Iterator[Block]:
    """Yield a cell for each paragraph: comments alone are text, code goes on over what it has open."""
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _end(lines, at)
        part = lines[at:end]
        if _is_text(part):
            yield from comment("markdown", part, offset + at)
        else:
            yield from code(part, offset + at)
        at = end


def _is_text(lines: Sequence[str]) -> bool:
    """Tell whether a paragraph is a text: all of it comments, or one string that no one uses."""
    if _QUOTED.match(lines[0]):
        return lines[-1].rstrip().endswith(('"""', "'''"))
    return all(line.startswith("#") and not _COMMENTED.match(line) for line in lines)


def _end(lines: Sequence[str], at: int) -> int:
    """Return where a paragraph ends: at a blank line, unless what follows still belongs to it."""
    depth, quote = 0, ""
    while at < len(lines):
        if not lines[at].strip() and not depth and not quote:
            later = next((line for line in lines[at:] if line.strip()), "")
            if not later[:1].isspace():
                return at
        change, quote = opened_by(lines[at], quote)
        depth = max(0, depth + change)
        at += 1
    return at
