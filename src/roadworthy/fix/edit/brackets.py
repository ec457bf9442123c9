"""What is between brackets, an array or an inline table of TOML, with items dropped, moved and added.

All else stays as it was: the layout, the trailing comma, and the comments. A comment behind an item goes
where the item goes; a comment on lines of its own stays, before what follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from roadworthy.core.late_re import re

_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*")
_TRAIL = re.compile(r"[ \t]*(?:#[^\r\n]*)?(?=\r?\n)")
_BASE = re.compile(r"\r?\n[ \t]*\Z")
_NOTE = re.compile(r"(\r?\n[ \t]*)#[^\n]*\Z")
_BEHIND = re.compile(r"[ \t]*(?:#[^\r\n]*)?")
_BLANK_LINES = re.compile(r"(?:\r?\n[ \t]*)+(?=\r?\n)")


class _Item(NamedTuple):
    """An item and all around it: `extra base text mid , trail`.

    `base` is the line's end and indentation before it, or blanks; `extra` the blank lines and comments
    before that. `mid` is what is between the item and its comma; None where it has no comma.
    """

    extra: str
    base: str
    text: str
    mid: str | None
    trail: str


class _Box(NamedTuple):
    opening: str  # with a comment on its line
    items: list[_Item]
    extra: str
    base: str
    closing: str


def rearranged(
    text: str,
    spans: Sequence[tuple[int, int]],
    order: Sequence[tuple[int | None, str]],
    step: str,
    newline: str,
) -> str:
    """Return the bracketed `text` with its items, at `spans`, in a new order.

    The order holds for each item its old index, or None for a new one, and its text. `step` is the
    indentation of a first item on a line of its own, `newline` ends new lines.
    """
    box = _parsed(text, spans)
    if not order:
        return _emptied(box, newline)
    if not box.items:
        box = _ready(box)
    items, extra = _kept(box, {old for old, _ in order if old is not None})
    first, default = _bases(box, step)
    trailing = box.items[-1].mid is not None if box.items else "\n" in box.base
    last_old = max((place for place, (old, _) in enumerate(order) if old is not None), default=-1)
    done, commented = [box.opening], "#" in box.opening
    for place, (old, item) in enumerate(order):
        part = _Item("", default, item, None, "") if old is None else items[old]
        above, base = part.extra, part.base if old else default
        if place == last_old + 1 and "#" in extra:
            above, extra = extra, ""
        if place == 0:
            base = first
            if old != 0:
                above = _BLANK_LINES.sub("", above, count=1) if "#" in above else ""
        if "\n" not in base and ("#" in above or commented):
            base = default if "\n" in default else newline + step
        comma = trailing or place < len(order) - 1
        mid = part.mid or ""
        if not comma and not ("#" in mid and part.trail):  # two comments stay on two lines
            mid = mid.rstrip()
        behind = mid + "," * comma + part.trail
        done += [above, base, item, behind]
        commented = "#" in behind.rpartition("\n")[2]
    end = box.base if "\n" in box.base or not ("#" in extra or commented) else newline
    return "".join([*done, extra, end, box.closing])


def _parsed(text: str, spans: Sequence[tuple[int, int]]) -> _Box:
    at = _end(_TRAIL, text, 1)
    opening, items = text[:at], []
    for start, end in spans:
        comma = _end(_GAP, text, end)
        mid = text[end:comma] if text[comma] == "," else None
        after = end if mid is None else comma + 1
        trail = _end(_TRAIL, text, after)
        items.append(_Item(*_split(text[at:start]), text[start:end], mid, text[after:trail]))
        at = trail
    return _Box(opening, items, *_split(text[at:-1]), text[-1])


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at


def _split(lead: str) -> tuple[str, str]:
    found = _BASE.search(lead)
    return (lead[: found.start()], found[0]) if found else ("", lead)


def _emptied(box: _Box, newline: str) -> str:
    notes = "".join(item.extra for item in box.items if "#" in item.extra)
    notes += box.extra if "#" in box.extra else ""
    if not notes and "#" not in box.opening:
        return box.opening[0] + box.closing
    return box.opening + notes + (box.base if "\n" in box.base else newline) + box.closing


def _ready(box: _Box) -> _Box:
    """Return an empty box with room for an item: `{}` is to become `{ a = 1 }`."""
    return box._replace(base=" ") if box.closing == "}" and not box.base else box


def _bases(box: _Box, step: str) -> tuple[str, str]:
    """Return what is before the first item, and before one that is new."""
    if box.items:
        first, last = box.items[0].base, box.items[-1].base
        return first, last if "\n" in last or len(box.items) > 1 else " "
    if "\n" not in box.base:
        return box.base, " "
    note = _NOTE.search(box.extra)
    base = note[1] if note else box.base + step
    return base, base


def _kept(box: _Box, kept: set[int]) -> tuple[list[_Item], str]:
    """Return the items, and what is before the closing bracket, with what dropped items leave behind."""
    items, extra, base = [], "", ""
    for index, item in enumerate(box.items):
        if index not in kept:
            extra = _both(extra, item.extra)
            own = (item.mid or "")[_end(_BEHIND, item.mid or "", 0) :]
            extra += _split(own)[0] if "#" in own else ""
            base = base or (item.base if "\n" in item.base else "")
        else:
            own = item.base if "\n" in item.base else base or item.base
            item = item._replace(extra=_both(extra, item.extra), base=own)
            extra = base = ""
        items.append(item)
    return items, (extra if "#" in extra else "") + box.extra


def _both(dropped: str, own: str) -> str:
    """Return the blank lines and comments of two neighbours, without doubling the blank lines."""
    if "#" in dropped:
        return dropped + own
    return own if not dropped or _BLANK_LINES.match(own + "\n") else dropped + own
