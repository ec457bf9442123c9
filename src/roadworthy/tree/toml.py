"""Reading TOML from a tree."""

from __future__ import annotations

from typing import Any

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.locate.files import Files


def load_toml(files: Files, path: str) -> dict[str, Any]:
    """Return a TOML file's data, parsed once a run: do not change it.

    Raises `Unreadable` with the place of a syntax error.
    """
    return files.once(path, _parsed)


def _parsed(files: Files, path: str) -> dict[str, Any]:
    import tomli

    text = files.text(path)
    for number, each in enumerate(text.split("\n"), 1):
        key = each.partition("=")[0]
        # tomli's time grows with the square of a key's parts; no honest key has so many.
        if key.count(".") > limits.KEY_PARTS and ".." not in key:
            at = Location(path, span=Span(number, 1, number, len(key) + 1))
            raise Unreadable(f"a key of more than {limits.KEY_PARTS} parts", at)
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        line, column = error.lineno, error.colno
        at = Location(path, span=Span(line, column, line, column))
        raise Unreadable(f"invalid TOML: {error.msg[:1].lower()}{error.msg[1:]}", at) from None
    except (RecursionError, ValueError) as error:
        raise Unreadable(f"invalid TOML: {error}", Location(path)) from None
