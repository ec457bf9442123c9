"""Make `python_floors.txt` anew, by uv: the newest release of each well-known distribution for old Pythons.

    python tests/conformance/python_floors.py [--write]

Asked for are the distributions in `most_used.txt`; the Requires-Python of each release is followed. Without
`--write` rows that differ from the table are printed, and the exit code is 1 where one does.
"""

from __future__ import annotations

import sys

from packaging.version import Version

from tests.conformance._resolver import most_used, resolved, settle

#: Minor versions of Python 3, oldest first; what the last can install is newest of all.
MINORS = (8, 9, 10, 11, 12, 14)


def main(write: bool) -> int:
    """Ask for each Python, and print or write what differs."""
    names = most_used()
    found = {
        minor: {name: version for name, version, _ in resolved(names, f"3.{minor}", "--no-deps")}
        for minor in MINORS
    }
    latest = found.pop(MINORS[-1])
    rows = [
        f"{name} 3.{minor} {versions[name]}"
        for name in names
        for minor, versions in found.items()
        if name in versions and name in latest and Version(versions[name]) < Version(latest[name])
    ]
    return settle("python_floors", rows, write)


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
