"""Make the rows of `python_floors.txt` anew, by pip, and print what differs from the table.

    python tests/conformance/python_floors.py

The exit code is 1 where a row differs.
"""

from __future__ import annotations

import re
import subprocess
import sys

from roadworthy.data.python_floors import newest_for_python


def newest(name: str, minor: int) -> str:
    """Return the newest release that pip would install on Python 3.`minor`, empty where there is none."""
    command = [sys.executable, "-m", "pip", "index", "versions", name]
    command += ["--python-version", f"3.{minor}", "--only-binary=:all:"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.match(r"\S+ \((\S+)\)", done.stdout)
    return found[1] if found else ""


def main() -> int:
    """Ask for each row, and print those that differ."""
    wrong = [
        f"{name} 3.{minor}: {version} here, {there} there"
        for (name, minor), version in newest_for_python().items()
        if (there := newest(name, minor)) != version
    ]
    print(*wrong, f"{len(wrong)} rows differ", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
