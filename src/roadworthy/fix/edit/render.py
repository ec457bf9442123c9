"""Plain values as TOML, in the style of what is near."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from roadworthy.fix.edit.data import Refused

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_NOT_LITERAL = re.compile(r"['\x00-\x08\x0a-\x1f\x7f]")
_QUOTE = re.compile("#[^\\n]*|([\"'])")
#: A line with an array is not longer than this, where it can be broken.
_WIDTH = 88


class Style(NamedTuple):
    """How values are written: 'literal' strings, and blanks inside of the braces of inline tables."""

    literal: bool = False
    pad: str = " "


def style_of(text: str) -> Style:
    """Return the style of a piece of TOML, by its first string and its first inline table."""
    quote = next((found[1] for found in _QUOTE.finditer(text) if found[1]), '"')
    brace = text.lstrip("[ \t\r\n")[:2]
    return Style(quote == "'", "" if brace[:1] == "{" and not brace[1:].isspace() and brace != "{}" else " ")


def rendered(value: Any, style: Style) -> str:
    """Return a value on one line; raises Refused for what TOML does not have."""
    if isinstance(value, str):
        return _string(value, style)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(rendered(item, style) for item in value)}]"
    if isinstance(value, dict):
        pairs = ", ".join(pair([key], item, style) for key, item in value.items())
        return f"{{{style.pad}{pairs}{style.pad}}}" if pairs else "{}"
    raise Refused(f"TOML has no {type(value).__name__}")


def pair(key: Sequence[str | int], value: Any, style: Style, equals: str = " = ") -> str:
    """Return `key = value` on one line."""
    return dotted(key, style) + equals + rendered(value, style)


def dotted(key: Sequence[str | int], style: Style) -> str:
    """Return a key, or what is between the brackets of a header; indices of tables are left out."""
    parts = (part for part in key if isinstance(part, str))
    return ".".join(part if _BARE.match(part) else _string(part, style) for part in parts)


def broken(value: Any, style: Style, column: int, newline: str, step: str) -> str:
    """Return a value that starts at a column; a long array has a line for each item."""
    line = rendered(value, style)
    if not isinstance(value, list) or len(value) < 2 or column + len(line) <= _WIDTH:
        return line
    items = (f"{newline}{step}{rendered(item, style)}," for item in value)
    return f"[{''.join(items)}{newline}]"


def _string(text: str, style: Style) -> str:
    if style.literal and not _NOT_LITERAL.search(text):
        return f"'{text}'"
    # JSON's escapes are a part of TOML's.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
