"""What the files of a `.dist-info` directory say (core metadata; the recorded-installed, entry-points and
binary distribution formats). Bytes in, plain data out; what is broken is data as well, so that one bad
file hides no other.
"""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core import limits
from roadworthy.core.late_dataclass import dataclass, field

Headers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row of RECORD as it stands; a row with other than three `columns` is padded or cut."""

    path: str
    hash: str
    size: str
    line: int
    columns: int = 3


@dataclass(frozen=True, slots=True)
class MetadataFile:
    """METADATA or PKG-INFO: header names in lower case with their values in order, the body, and the bytes.

    Where the file is absent all of it is empty.
    """

    headers: Headers = field(repr=False)
    description: str = field(repr=False)
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class DistInfo:
    """The `.dist-info` directory of a wheel: the one that bears the filename's name, or else the first.

    `wheel` are the headers of WHEEL, as `MetadataFile` has those of METADATA. `record_fault` and
    `entry_points_fault` say why those files could not be read, or not to their end. `digests` are those by
    other algorithms than SHA-256 that RECORD names, by member and algorithm.
    """

    directory: str | None
    wheel: Headers = field(repr=False)
    record: tuple[RecordRow, ...] = field(repr=False)
    record_fault: str = field(repr=False)
    entry_points: Mapping[str, Mapping[str, str]] = field(repr=False)
    entry_points_fault: str = field(repr=False)
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)


def read_metadata(data: bytes) -> MetadataFile:
    """Return METADATA or PKG-INFO."""
    return MetadataFile(*read_headers(data), data)


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

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return {}, f"not valid UTF-8: {error.reason} at byte {error.start}"

    class Parser(configparser.RawConfigParser):
        # Its own expression takes quadratic time on blanks.
        _OPT_TMPL = r"(?P<option>[^=]*+)(?P<vi>{delim})\s*+(?P<value>.*)$"

    # No section is special, not even one that is called DEFAULT.
    parser = Parser(delimiters=("=",), default_section="\0")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text, "entry_points.txt")
    except configparser.Error as error:
        text = " ".join(error.message.split())
        return {}, text[:1].lower() + text[1:]
    return {group: dict(parser.items(group)) for group in parser.sections()}, ""
