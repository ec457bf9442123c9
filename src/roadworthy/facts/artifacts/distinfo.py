"""What the files of a `.dist-info` directory say (core metadata; the recorded-installed, entry-points and
binary distribution formats). Bytes in, plain data out; what is broken is data as well, so that one bad
file hides no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from roadworthy.core import limits

Headers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row of RECORD as it stands; a row with other than three `columns` is padded or cut."""

    path: str
    hash: str
    size: str
    line: int
    columns: int = 3


def read_headers(data: bytes) -> tuple[Headers, str]:
    """Return the headers of METADATA, WHEEL or PKG-INFO, names in lower case, and the body apart.

    Bytes that are not UTF-8 come out as U+FFFD. A line that is no header ends the headers.
    """
    from email.parser import BytesHeaderParser
    from email.policy import compat32

    message = BytesHeaderParser(policy=compat32).parsebytes(data)
    gathered: dict[str, list[str]] = {}
    for name, value in message.raw_items():
        gathered.setdefault(name.lower(), []).append(_utf8(str(value)))
    headers = {name: tuple(values) for name, values in gathered.items()}
    body = message.get_payload(decode=True)
    return headers, body.decode("utf-8", "replace") if isinstance(body, bytes) else ""


def _utf8(text: str) -> str:
    # The email package reads bytes as ASCII, and hides the others in surrogates.
    return text.encode("ascii", "surrogateescape").decode("utf-8", "replace")


def read_record(data: bytes) -> tuple[tuple[RecordRow, ...], str]:
    """Return the rows of RECORD and, where they end early, what is wrong: not UTF-8, not CSV, too many."""
    import csv
    import io

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return (), f"not valid UTF-8: {error.reason} at byte {error.start}"
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[RecordRow] = []
    try:
        for row in reader:
            if len(rows) >= limits.ARCHIVE_MEMBERS:
                return tuple(rows), f"more than {limits.ARCHIVE_MEMBERS} rows"
            path, digest, size = (*row, "", "", "")[:3]
            rows.append(RecordRow(path, digest, size, reader.line_num, len(row)))
    except csv.Error as error:
        return tuple(rows), f"line {reader.line_num}: {error}"
    return tuple(rows), ""


def read_entry_points(data: bytes) -> tuple[Mapping[str, Mapping[str, str]], str]:
    """Return entry_points.txt as group -> name -> target, or what is wrong with it."""
    import configparser

    from roadworthy.tree.ini import parse_entry_points

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return {}, f"not valid UTF-8: {error.reason} at byte {error.start}"
    try:
        parser = parse_entry_points(text, "entry_points.txt")
    except configparser.Error as error:
        text = " ".join(error.message.split())
        return {}, text[:1].lower() + text[1:]
    return {group: dict(parser.items(group)) for group in parser.sections()}, ""
