"""Plain values and keys as TOML: tomlkit writes them, in the style of what is near."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from roadworthy.core.late_re import re
from roadworthy.fix.edit.data import EditRefused

_QUOTE = re.compile("#[^\\n]*|([\"'])")


class Style(NamedTuple):
    """How values are written: 'literal' strings, and blanks inside the braces of inline tables."""

    literal: bool = False
    pad: str = " "


def style_of(text: str) -> Style:
    """Return the style of a piece of TOML, by its first string and its first inline table."""
    quote = next((found[1] for found in _QUOTE.finditer(text) if found[1]), '"')
    brace = text.lstrip("[ \t\r\n")[:2]
    return Style(quote == "'", "" if brace[:1] == "{" and not brace[1:].isspace() and brace != "{}" else " ")


def rendered(value: Any, style: Style) -> str:
    """Return a value on one line; raises EditRefused for what TOML does not have."""
    if isinstance(value, list):
        return f"[{', '.join(rendered(item, style) for item in value)}]"
    if isinstance(value, dict):
        # tomlkit writes inline tables as `{a = 1}`, whatever is near.
        pairs = ", ".join(f"{dotted([key], style)} = {rendered(item, style)}" for key, item in value.items())
        return f"{{{style.pad}{pairs}{style.pad}}}" if pairs else "{}"
    return _scalar(value, style)


def dotted(key: Sequence[str | int], style: Style) -> str:
    """Return a key, or what is between the brackets of a header; indices of tables are left out."""
    import tomlkit

    parts = [(part, tomlkit.key(part).as_string()) for part in key if isinstance(part, str)]
    return ".".join(bare if bare == part else _scalar(part, style) for part, bare in parts)


def _scalar(value: Any, style: Style) -> str:
    import tomlkit
    from tomlkit.exceptions import ConvertError, InvalidStringError

    if style.literal and isinstance(value, str):
        with suppress(InvalidStringError):
            return tomlkit.string(value, literal=True).as_string()
    try:
        text: str = tomlkit.item(value).as_string()
    except ConvertError:
        raise EditRefused(f"TOML has no {type(value).__name__}") from None
    return text
