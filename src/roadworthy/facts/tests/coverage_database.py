"""coverage.py's own data file: a SQLite database, read from its bytes: no lock is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from roadworthy.core.fault import Unmeasured
from roadworthy.facts.tests.measured import Data, FileData

if TYPE_CHECKING:
    import sqlite3

_MAGIC = b"SQLite format 3\0"
#: The one schema of coverage.py 5 to 7; its documentation warns that it may change.
_SCHEMA = 7
_TABLES = {
    "coverage_schema": ("version",),
    "meta": ("key", "value"),
    "file": ("id", "path"),
    "context": ("id", "context"),
    "line_bits": ("file_id", "context_id", "numbits"),
    "arc": ("file_id", "context_id", "fromno", "tono"),
}
#: Rounds of 100,000 steps of SQLite's machine: far beyond any real data, for what is made to never end.
_ROUNDS = 20_000
_LINES = 1_000_000


def read_database(data: bytes) -> Data:
    """Read a `.coverage` file; raises `Unmeasured` for what is corrupt, empty, or of another schema."""
    import sqlite3

    if not data:
        raise Unmeasured("empty: the run that wrote it did not finish")
    if data.startswith(b"!coverage.py"):
        raise Unmeasured("written by coverage.py 4, whose format is not read: measure again with 7")
    if not data.startswith(_MAGIC):
        raise Unmeasured("not a SQLite database")
    # A database in write-ahead mode cannot live in memory; its pages are the same (file format, 1.3.3).
    image = data[:18] + b"\1\1" + data[20:] if data[18:20] == b"\2\2" else data
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(image)
        return _read(connection)
    except (sqlite3.Error, OverflowError, TypeError, ValueError) as error:
        raise Unmeasured(f"a database that cannot be read: {error}") from None
    finally:
        connection.close()


def _read(connection: sqlite3.Connection) -> Data:
    left = [_ROUNDS]

    def spent() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    connection.set_progress_handler(spent, 100_000)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    _check(connection)
    paths = {
        number: path
        for number, path in connection.execute("SELECT id, path FROM file")
        if isinstance(number, int) and isinstance(path, str)
    }
    contexts = {
        number: text if isinstance(text, str) else ""
        for number, text in connection.execute("SELECT id, context FROM context")
    }
    testing = {number for number, text in contexts.items() if is_test(text)}
    meta = dict(connection.execute("SELECT key, value FROM meta"))
    arcs = str(meta.get("has_arcs", "0")) == "1"
    files = _arcs(connection, testing) if arcs else _lines(connection, testing)
    if not paths:
        raise Unmeasured("no file was measured")
    tests = frozenset(contexts[number] for number in testing)
    return Data(
        "coverage database", {path: files.get(n, _nothing(testing)) for n, path in paths.items()}, tests
    )


def _check(connection: sqlite3.Connection) -> None:
    """Insist on plain tables with the columns that are asked for: a view could answer anything."""
    found = {
        name: str(sql).upper().startswith("CREATE TABLE")
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    }
    for table, columns in _TABLES.items():
        if not found.get(table):
            raise Unmeasured(f"no coverage data: there is no table `{table}`")
        have = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        if not have.issuperset(columns):
            raise Unmeasured(f"a schema that is not known: table `{table}` lacks a column")
    versions = [row[0] for row in connection.execute("SELECT version FROM coverage_schema")]
    if versions != [_SCHEMA]:
        found_versions = ", ".join(map(str, versions)) or "none"
        raise Unmeasured(
            f"schema version {found_versions}; only {_SCHEMA} is known, which coverage.py 5 to 7 write"
        )


def is_test(context: str) -> bool:
    """Tell whether a context is a test: a node of pytest's, or a dotted name that ends with a test's.

    A context that is set for a whole run (`--context=unit`) covers what ran at import, too, and is none.
    """
    dynamic = context.rpartition("|")[2] if "::" not in context else context
    last = dynamic.rpartition(".")[2]
    return "::" in dynamic or ("." in dynamic and last.lower().startswith(("test", "runtest")))


def _nothing(testing: set[int]) -> FileData:
    return FileData(tested=frozenset() if testing else None)


def _lines(connection: sqlite3.Connection, testing: set[int]) -> dict[int, FileData]:
    run: dict[int, int] = {}
    tested: dict[int, int] = {}
    for file, context, numbits in _rows(connection, "SELECT file_id, context_id, numbits FROM line_bits"):
        if not isinstance(numbits, bytes) or len(numbits) * 8 > _LINES:
            raise Unmeasured("line numbers that cannot be")
        bits = int.from_bytes(numbits, "little")
        run[file] = run.get(file, 0) | bits
        if context in testing:
            tested[file] = tested.get(file, 0) | bits
    return {
        file: FileData(_set(bits), _set(tested.get(file, 0)) if testing else None)
        for file, bits in run.items()
    }


def _arcs(connection: sqlite3.Connection, testing: set[int]) -> dict[int, FileData]:
    run: dict[int, set[int]] = {}
    tested: dict[int, set[int]] = {}
    entered: dict[int, set[int]] = {}
    entered_by_tests: dict[int, set[int]] = {}
    for file, context, start, end in _rows(connection, "SELECT file_id, context_id, fromno, tono FROM arc"):
        if not isinstance(start, int) or not isinstance(end, int):
            raise Unmeasured("line numbers that cannot be")
        by_test = context in testing
        for number in (start, end):
            if number > 0:
                run.setdefault(file, set()).add(number)
                if by_test:
                    tested.setdefault(file, set()).add(number)
        # An arc from a negative line enters the code that begins there.
        if start < 0:
            entered.setdefault(file, set()).add(-start)
            if by_test:
                entered_by_tests.setdefault(file, set()).add(-start)
    return {
        file: FileData(
            frozenset(lines),
            frozenset(tested.get(file, ())) if testing else None,
            entered=frozenset(entered.get(file, ())),
            entered_by_tests=frozenset(entered_by_tests.get(file, ())),
        )
        for file, lines in run.items()
    }


def _rows(connection: sqlite3.Connection, query: str) -> Iterator[Any]:
    yield from connection.execute(query)


def _set(bits: int) -> frozenset[int]:
    text = bin(bits)[:1:-1]
    return frozenset(number for number, bit in enumerate(text) if bit == "1")
