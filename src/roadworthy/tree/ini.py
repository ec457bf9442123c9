"""Reading INI files from a tree, as `configparser` understands them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.locate.files import Files

if TYPE_CHECKING:
    from configparser import ConfigParser


def load_ini(files: Files, path: str) -> ConfigParser:
    """Return an INI file's sections, parsed once a run: do not change them.

    Nothing is interpolated; of equal sections and keys the last one counts, and a key without a value has
    None. Raises `Unreadable` for what is no INI file.
    """
    return files.once(path, _parsed)


def _parsed(files: Files, path: str) -> ConfigParser:
    import configparser

    parser = configparser.ConfigParser(interpolation=None, strict=False, allow_no_value=True)
    try:
        parser.read_string(files.text(path, strict=False))
    except configparser.Error as error:
        raise Unreadable(f"not an INI file: {' '.join(str(error).split())}", Location(path)) from None
    return parser
