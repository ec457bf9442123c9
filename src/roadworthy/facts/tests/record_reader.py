"""Reading our own record; `record` tells its form, and writes it without any of what reading needs."""

from __future__ import annotations

import json
from typing import Any

from roadworthy.call_trace.record import FORMAT
from roadworthy.facts.tests.measured import Data, FileData, Unusable


def read_record(data: bytes) -> Data:
    """Read a record's bytes; raises `Unusable` where they are no record, or one of another version."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"not valid JSON: {error}") from None
    if not isinstance(record, dict) or not isinstance(record.get("format"), str):
        raise Unusable("not a record of `pytest --roadworthy`")
    if record["format"] != FORMAT:
        raise Unusable(f"format `{record['format']}`; only `{FORMAT}` is known: measure again")
    files, tests = record.get("files"), record.get("tests")
    if not isinstance(files, dict) or not isinstance(tests, list):
        raise Unusable("a record without `files` or `tests`")
    found = {path: _file(said) for path, said in files.items()}
    names = frozenset(name for name in tests if isinstance(name, str))
    return Data("record", found, names, record.get("complete") is True)


def _file(said: Any) -> FileData:
    said = said if isinstance(said, dict) else {}
    called, imported, digest = _lines(said.get("called")), _lines(said.get("imported")), said.get("digest")
    if not isinstance(digest, str) or not digest:
        raise Unusable("a record with a file that has no digest")
    return FileData(tested=frozenset(), entered=called | imported, entered_by_tests=called, digest=digest)


def _lines(value: Any) -> frozenset[int]:
    items = value if isinstance(value, list) else []
    return frozenset(i[0] for i in items if isinstance(i, list) and i and isinstance(i[0], int))
