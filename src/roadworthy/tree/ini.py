"""INI files by the standard library's reader, in linear time and with one way to fail.

Import it where it is used: the reader is not needed by every run.
"""

from __future__ import annotations

import configparser
import re

from roadworthy.core import limits


class _Parser(configparser.RawConfigParser):
    """The standard reader, whose own expressions for options take quadratic time on blanks."""

    OPTCRE = re.compile(r"(?P<option>[^=:]*+)(?P<vi>[=:])\s*+(?P<value>.*)$")
    OPTCRE_NV = re.compile(r"(?P<option>[^=:]*+)(?:(?P<vi>[=:])\s*+(?P<value>.*))?$")


class _Equals(configparser.RawConfigParser):
    _OPT_TMPL = r"(?P<option>[^=]*+)(?P<vi>{delim})\s*+(?P<value>.*)$"


def parse_ini(text: str, *, bare: bool = False) -> configparser.RawConfigParser:
    """Return the sections of an INI file, without interpolation; of equal options the last one counts.

    `bare` allows options without a value. Raises `configparser.Error` for what is no INI file, and where
    its default section would be repeated too often.
    """
    return _read(_Parser(strict=False, allow_no_value=bare), text, "<string>")


def parse_entry_points(text: str, source: str) -> configparser.RawConfigParser:
    """Return the sections of an `entry_points.txt`: only `=` ends a name, whose case counts.

    Raises `configparser.Error` as `parse_ini` does, and for what is there twice.
    """
    # No section is special, not even one that is called DEFAULT.
    parser = _Equals(delimiters=("=",), default_section="\0")
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    return _read(parser, text, source)


def _read(parser: configparser.RawConfigParser, text: str, source: str) -> configparser.RawConfigParser:
    try:
        parser.read_string(text, source)
    except AttributeError:
        # Up to Python 3.12 it trips over an indented line below an option without a value.
        raise configparser.ParsingError(
            f"{source}: an indented line below an option without a value"
        ) from None
    if len(parser.defaults()) * len(parser.sections()) > limits.INI_DEFAULTS:
        raise configparser.Error("too many sections and defaults")
    return parser
