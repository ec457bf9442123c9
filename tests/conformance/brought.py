"""Make `brought_distributions.txt` anew, by pip: what each well-known distribution certainly brings along.

    python tests/conformance/brought.py [--write]

Asked for are the distributions in `most_used.txt`, for their newest releases and by their metadata alone:
nothing is installed, built or run. What a distribution requires without a marker comes with it, and what that
requires. Without `--write` rows that differ from the table are printed; the exit code is then 1.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from roadworthy.data.tables import read_table

LIST = Path(__file__).with_name("most_used.txt")
TABLE = Path(__file__).parents[2] / "src/roadworthy/data/brought_distributions.txt"
CHUNK = 24


def metadata(names: list[str]) -> dict[str, list[str]]:
    """Return the requirements of the newest release of each; none of what has no wheel."""
    if not names:
        return {}
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "-q"]
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory, "report.json")
        done = subprocess.run(
            [*command, "--only-binary=:all:", "--report", str(report), *names],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            half = len(names) // 2
            return {} if not half else metadata(names[:half]) | metadata(names[half:])
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {
        canonicalize_name(item["metadata"]["name"]): item["metadata"].get("requires_dist", [])
        for item in found
    }


def certain(required: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what is required everywhere, each with the extras that are asked for."""
    for text in required:
        requirement = Requirement(text)
        if requirement.marker is None:
            yield canonicalize_name(requirement.name), frozenset(requirement.extras)


def gather(names: Sequence[str]) -> dict[str, list[str]]:
    """Return the requirements of all names, and of all that these bring."""
    known: dict[str, list[str]] = {}
    asked: set[str] = set()
    pending = list(names)
    while pending:
        chunk, pending = pending[:CHUNK], pending[CHUNK:]
        asked.update(chunk)
        known |= metadata(chunk)
        more = {name for text in chunk for name, _ in certain(known.get(text, []))}
        pending += sorted(more - asked - set(pending))
    return known


def closure(name: str, known: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all that comes with a distribution, sorted."""
    found: set[str] = set()
    pending = [name]
    while pending:
        for other, _ in certain(known.get(pending.pop(), [])):
            if other not in found:
                found.add(other)
                pending.append(other)
    return sorted(found - {name})


def main(write: bool) -> int:
    """Ask for each distribution, and print or write what differs."""
    names = [canonicalize_name(line) for line in LIST.read_text(encoding="utf-8").split()]
    known = gather(names)
    found = [" ".join((name, *brought)) for name in names if (brought := closure(name, known))]
    if write:
        head = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        today = datetime.now(UTC).date()
        head = [f"# checked: {today}" if line.startswith("# checked:") else line for line in head]
        TABLE.write_text("\n".join([*head, *found]) + "\n", encoding="utf-8")
        return 0
    wrong = sorted(set(found) ^ set(read_table("brought_distributions").rows))
    print(*wrong, f"{len(wrong)} rows differ", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
