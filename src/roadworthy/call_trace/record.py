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
    # A line for each test and file, by hand: with `indent`, json encodes in Python.
    by_path = {
        path: {
            "digest": digest,
            "called": sorted(set(called)),
            "imported": sorted(set(imported) - set(called)),
        }
        for path, (digest, called, imported) in files.items()
    }
    by_test = {
        test: {path: sorted(set(lines)) for path, lines in sorted(by_file.items())}
        for test, by_file in calls.items()
    }
    parts = [
        f'"format": {json.dumps(FORMAT)}',
        f'"complete": {json.dumps(complete)}',
        f'"tests": [{_lines(map(json.dumps, sorted(set(tests))))}]',
        f'"files": {{{_members(by_path)}}}',
    ]
    if calls:
        parts.append(f'"calls": {{{_members(by_test)}}}')
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _members(table: Mapping[str, Any]) -> str:
    return _lines(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(table.items()))


def _lines(items: Iterable[str]) -> str:
    text = ",\n  ".join(items)
    return f"\n  {text}\n " if text else ""
