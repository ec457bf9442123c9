"""Make `brought_distributions.txt` anew, by uv: what each well-known distribution certainly brings along.

    python tests/conformance/brought.py [--write]

Asked for are the distributions in `most_used.txt`, for their newest releases. What a distribution requires on
every platform and Python comes with it, and what that requires. Without `--write` rows that differ from the
table are printed, and the exit code is 1 where one does.
"""

from __future__ import annotations

import sys

from tests.conformance._resolver import most_used, resolved, settle

#: The oldest Python that has support.
PYTHON = "3.11"


def brought(name: str) -> list[str]:
    """Return what comes with a distribution wherever it is installed, sorted."""
    return [other for other, _, marker in resolved([name], PYTHON) if not marker and other != name]


def main(write: bool) -> int:
    """Ask for each distribution, and print or write what differs."""
    rows = [" ".join((name, *others)) for name in most_used() if (others := brought(name))]
    return settle("brought_distributions", rows, write)


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
