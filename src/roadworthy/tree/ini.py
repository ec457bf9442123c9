"""Reading INI files from a tree, as `configparser` understands them, but in linear time."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from roadworthy.core import limits
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.locate.files import Files

if TYPE_CHECKING:
    from configparser import RawConfigParser


def load_ini(files: Files, path: str) -> RawConfigParser:
    """Return an INI file's sections, parsed once a run: do not change them.

    Nothing is interpolated; of equal sections and keys the last one counts, and a key without a value has
    None. Raises `Unreadable` for what is no INI file, and where its default section would be repeated too
    often.
    """
    return files.once(path, _parsed)


def parse_entry_points(text: str, source: str) -> RawConfigParser:
    """Return the sections of an `entry_points.txt`: only `=` ends a name, whose case counts.

    Raises `configparser.Error` for what is none, or is there twice.
    """
    # No section is special, not even one that is called DEFAULT.
    parser = _parsers()[1](delimiters=("=",), default_section="\0")
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(text, source)
    return parser


def _parsed(files: Files, path: str) -> RawConfigParser:
    import configparser

    parser = _parsers()[0](strict=False, allow_no_value=True)
    try:
        parser.read_string(files.text(path, strict=False))
    except configparser.Error as error:
        raise Unreadable(f"not an INI file: {' '.join(str(error).split())}", Location(path)) from None
    except AttributeError:
        # Up to Python 3.12 it trips over this.
        reason = "not an INI file: an indented line below a key without a value"
        raise Unreadable(reason, Location(path)) from None
    if len(parser.defaults()) * len(parser.sections()) > limits.INI_DEFAULTS:
        raise Unreadable("too many sections repeat too many defaults", Location(path))
    return parser


@cache
def _parsers() -> tuple[type[RawConfigParser], type[RawConfigParser]]:
    """Return the standard reader, whose own expressions for options take quadratic time on blanks.

    The first takes `=` and `:`, the second what it is told.
    """
    from configparser import RawConfigParser

    class Parser(RawConfigParser):
        OPTCRE_NV = re.compile(r"(?P<option>[^=:]*+)(?:(?P<vi>[=:])\s*+(?P<value>.*))?$")

    class Equals(RawConfigParser):
        _OPT_TMPL = r"(?P<option>[^=]*+)(?P<vi>{delim})\s*+(?P<value>.*)$"

    return Parser, Equals
