"""Our own record, which the pytest plugin writes: which functions tests entered, and which the import did.

```json
{
  "format": "roadworthy-record/1",
  "complete": true,
  "tests": ["tests/test_model.py"],
  "files": {
    "src/demo/model.py": {
      "digest": "<SHA-256 of the source>",
      "called": [[3, "fit"], [9, "Model.save"]],
      "imported": [[20, "register"]]
    }
  }
}
```

With `--roadworthy-by-test` there is `calls`, too: for each test, the first lines of what it entered, by file.

A function is known by the first line of its code, decorators included. `complete` is false where only a part
of the suite was asked for, or the run was broken off: what is not in the record may be tested then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from roadworthy.evidence.data import Data, FileData, Unusable

FORMAT = "roadworthy-record/1"
#: Where the plugin writes it, and `check` looks for it: beside the project's settings.
RECORD = ".roadworthy-record.json"

#: First line and qualified name of a function's code.
Function = tuple[int, str]


def write_record(
    files: Mapping[str, tuple[str, Iterable[Function], Iterable[Function]]],
    tests: Iterable[str],
    complete: bool,
    calls: Mapping[str, Mapping[str, Iterable[int]]] = {},
) -> str:
    """Return the record's text; `files` gives a path's digest, what tests called, and what ran at import.

    `calls` gives, where it is known, for each test the lines of the functions that it entered, by file.
    Equal input gives equal bytes, in whatever order it comes.
    """
    record: dict[str, Any] = {
        "format": FORMAT,
        "complete": complete,
        "tests": sorted(set(tests)),
        "files": {
            path: {
                "digest": digest,
                "called": [list(item) for item in sorted(set(called))],
                "imported": [list(item) for item in sorted(set(imported) - set(called))],
            }
            for path, (digest, called, imported) in sorted(files.items())
        },
    }
    if calls:
        record["calls"] = {
            test: {path: sorted(set(lines)) for path, lines in sorted(by_file.items())}
            for test, by_file in sorted(calls.items())
        }
    return json.dumps(record, indent=1, ensure_ascii=True) + "\n"


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
