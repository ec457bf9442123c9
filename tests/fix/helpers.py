"""What the tests of fixes share: making locations and fixes short to write."""

from __future__ import annotations

from roadworthy.core.finding import Edit, Fix, Location, Span
from roadworthy.fix.apply import Fixed, apply

TOML = "pyproject.toml"


def at(*route: str | int, file: str = TOML) -> Location:
    return Location(file, route)


def span(file: str, line: int, column: int, end_line: int, end_column: int) -> Location:
    return Location(file, span=Span(line, column, end_line, end_column))


def fixed(text: str, *edits: Edit, file: str = TOML) -> str:
    """Return what one fix makes of a file; it is an error if the fix is dropped."""
    done = run({file: text}, Fix("Mend it", *edits))
    assert (done.dropped, done.waiting) == ((), ())
    return done.files[file].decode()


def reason(text: str, *edits: Edit, file: str = TOML) -> str:
    """Return why a fix of a file is dropped."""
    done = run({file: text}, Fix("Mend it", *edits))
    assert (done.files, done.applied, done.waiting) == ({}, (), ())
    ((_, why),) = done.dropped
    return why


def run(files: dict[str, str], *fixes: Fix) -> Fixed:
    return apply({path: text.encode() for path, text in files.items()}, fixes)
