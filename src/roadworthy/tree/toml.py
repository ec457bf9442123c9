"""Reading TOML from a tree."""

from __future__ import annotations

from typing import Any

from roadworthy.core import limits
from roadworthy.core.digits import has_long_number, long_number
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.core.late_re import re
from roadworthy.locate.files import Files

#: A dotted key, wherever it stands.
_LONG_KEY = re.compile(
    rf"""(?<![\w.'"-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{limits.KEY_PARTS}}}"""
)


def load_toml(files: Files, path: str) -> dict[str, Any]:
    """Return a TOML file's data, parsed once a run: do not change it.

    Raises `Unreadable` with the place of a syntax error.
    """
    return files.once(path, _parsed)


def _parsed(files: Files, path: str) -> dict[str, Any]:
    import tomli

    text = files.text(path)
    # tomli's time grows with the square of a key's parts; no honest key has so many.
    if long := _LONG_KEY.search(text):
        raise Unreadable(f"a key of more than {limits.KEY_PARTS} parts", _at(files, path, long))
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
        raise Unreadable(f"a number of more than {limits.DIGITS} digits", _at(files, path, digits))
    return data


def _at(files: Files, path: str, found: re.Match[str]) -> Location:
    lines = files.lines(path)
    line, column = lines.position(found.start())
    return Location(path, span=Span(line, column, line, len(lines.line(line)) + 1))
