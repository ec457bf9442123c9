"""Reading INI files from a tree."""

from __future__ import annotations

from roadworthy.locate.files import Files
from roadworthy.locate.ini import IniSection, read_ini


def load_ini(files: Files, path: str) -> tuple[IniSection, ...]:
    """Return an INI file's sections, read once a run; raises `Unreadable` where the file cannot be read."""
    return files.once(path, _sections)


def _sections(files: Files, path: str) -> tuple[IniSection, ...]:
    return read_ini(files.lines(path, strict=False))
