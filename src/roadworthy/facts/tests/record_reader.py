"""Reading our own record; `record` tells its form, and writes it without any of what reading needs."""

from __future__ import annotations

import json
from typing import Any

from roadworthy.call_trace.record import FORMAT
from roadworthy.core.fault import Unmeasured
from roadworthy.facts.tests.measured import Data, FileData


def read_record(data: bytes) -> Data:
    """Read a record's bytes; raises `Unmeasured` where they are no record, or one of another version."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unmeasured(f"not valid JSON: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("format"), str):
        raise Unmeasured("not a record of `pytest --roadworthy`")
    if record["format"] != FORMAT:
        raise Unmeasured(f"format `{record['format']}`; only `{FORMAT}` is known: measure again")
    files, tests = record.get("files"), record.get("tests")
    if not isinstance(files, dict) or not isinstance(tests, list):
        raise Unmeasured("a record without `files` or `tests`")
    found = {path: _file(entry) for path, entry in files.items()}
    names = frozenset(name for name in tests if isinstance(name, str))
    return Data("record", found, names, record.get("complete") is True)


def _file(entry: Any) -> FileData:
    entry = entry if isinstance(entry, dict) else {}
    called, imported, digest = _lines(entry.get("called")), _lines(entry.get("imported")), entry.get("digest")
    if not isinstance(digest, str) or not digest:
        raise Unmeasured("a record with a file that has no digest")
    return FileData(tested=frozenset(), entered=called | imported, entered_by_tests=called, digest=digest)


def _lines(value: Any) -> frozenset[int]:
    items = value if isinstance(value, list) else []
    return frozenset(i[0] for i in items if isinstance(i, list) and i and isinstance(i[0], int))
