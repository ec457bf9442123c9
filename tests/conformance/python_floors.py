"""Make `python_floors.txt` anew, by pip: the newest release of each well-known distribution for old Pythons.

    python tests/conformance/python_floors.py [--write]

Asked for are the distributions in `most_used.txt`. pip follows the Requires-Python of each release, and none
is downloaded. Without `--write` rows that differ from the table are printed, and the exit code is 1 where one
does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from packaging.version import Version

from roadworthy.data.tables import read_table

LIST = Path(__file__).with_name("most_used.txt")
TABLE = Path(__file__).parents[2] / "src/roadworthy/data/python_floors.txt"
#: Minor versions of Python 3, oldest first; what the last can install is newest of all.
MINORS = (8, 9, 10, 11, 12, 14)


def newest(name: str, minor: int) -> str:
    """Return the newest release that pip would install on Python 3.`minor`, empty where there is none."""
    command = [sys.executable, "-m", "pip", "index", "versions", name, "--json"]
    command += ["--python-version", f"3.{minor}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return ""
    versions = [Version(text) for text in json.loads(done.stdout)["versions"]]
    final = [version for version in versions if not version.is_prerelease]
    return str(max(final)) if final else ""


def rows(name: str) -> Iterator[str]:
    """Yield the rows of a distribution: none for a Python that can have its newest release."""
    latest = newest(name, MINORS[-1])
    for minor in MINORS[:-1] if latest else ():
        found = newest(name, minor)
        if found == latest:
            return
        # A release that is newer, and excludes the newest Python, says nothing about old ones.
        if found and Version(found) < Version(latest):
            yield f"{name} 3.{minor} {found}"


def main(write: bool) -> int:
    """Ask for each distribution, and print or write what differs."""
    names = [line for line in LIST.read_text(encoding="utf-8").split() if line]
    found = [row for name in names for row in rows(name)]
    if write:
        head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        today = datetime.now(UTC).date()
        head = [f"# checked: {today}" if line.startswith("# checked:") else line for line in head]
        TABLE.write_text("\n".join([*head, *found]) + "\n", encoding="utf-8")
        return 0
    wrong = sorted(set(found) ^ set(read_table("python_floors").rows))
    print(*wrong, f"{len(wrong)} rows differ", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
