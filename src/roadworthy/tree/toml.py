"""Reading TOML from a tree."""

from __future__ import annotations

import re
from typing import Any

from roadworthy.core import limits
from roadworthy.core.digits import has_long_number, long_number
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.locate.lines import Lines
from roadworthy.tree.tree import Tree, read_text

#: A dotted key, wherever it stands.
_LONG_KEY = re.compile(
    rf"""(?<![\w.'"-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{limits.KEY_PARTS}}}"""
)


def load_toml(tree: Tree, path: str) -> dict[str, Any]:
    """Return a TOML file's data; raises `Unreadable` with the place of a syntax error."""
    import tomli

    text = read_text(tree, path)
    # tomli's time grows with the square of a key's parts; no honest key has so many.
    if long := _LONG_KEY.search(text):
        raise Unreadable(f"a key of more than {limits.KEY_PARTS} parts", _at(path, text, long))
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        line, column = error.lineno, error.colno
        at = Location(path, span=Span(line, column, line, column))
        raise Unreadable(f"invalid TOML: {error.msg[:1].lower()}{error.msg[1:]}", at) from None
    except (RecursionError, ValueError) as error:
        raise Unreadable(f"invalid TOML: {error}", Location(path)) from None
    digits = long_number(text)
    if digits and has_long_number(data):
        raise Unreadable(f"a number of more than {limits.DIGITS} digits", _at(path, text, digits))
    return data


def _at(path: str, text: str, found: re.Match[str]) -> Location:
    lines = Lines(text)
    line, column = lines.position(found.end() - len(found[0].lstrip()))
    return Location(path, span=Span(line, column, line, len(lines.line(line)) + 1))
