"""Compare what Roadworthy says of real wheels and sdists with `artifacts.json`: no rule changes unnoticed.

    python tests/ecosystem/artifacts.py [--update] [DIRECTORY]

`artifacts.json` lists the files by distribution, version and platform; pip downloads each once, by name, into
the user's cache, or into the directory that is named. Nothing of them is run. What cannot be had is skipped
with a message. The exit code is 1 where counts differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

# The script is run by its path, so the checkout is not among the places to import from.
sys.path.insert(0, str(Path(__file__).parents[2]))
from roadworthy.commands.run import Request, check
from tests.ecosystem.ledger import Counts, _cache, differences

ARTIFACTS = Path(__file__).parent / "artifacts.json"


def recorded() -> dict[str, Any]:
    """Return what `artifacts.json` says: `files`, `counts` and `explained`."""
    data: dict[str, Any] = json.loads(ARTIFACTS.read_text(encoding="utf-8"))
    return data


def artifact(filename: str, requirement: str, platform: str, home: Path) -> Path | None:
    """Return a file, downloaded if need be; None where it cannot be had.

    `platform` is `sdist`, `any`, or a platform tag for CPython 3.12.
    """
    if not (home / filename).is_file():
        home.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(home)]
        if platform == "sdist":
            command += ["--no-binary", ":all:"]
        elif platform == "any":
            command += ["--only-binary", ":all:"]
        else:
            command += ["--only-binary", ":all:", "--python-version", "3.12", "--platform", platform]
        try:
            subprocess.run([*command, requirement], check=True, capture_output=True, timeout=600)
        except (OSError, subprocess.SubprocessError):
            return None
    return home / filename if (home / filename).is_file() else None


def count(path: Path) -> Counter[str]:
    """Return how many findings each rule has in one file; raises where a rule crashed."""
    report = check(Request(paths=(str(path),)))
    crashes = [crash for project in report.projects for crash in project.crashes]
    if crashes:
        raise RuntimeError(f"{path.name}: {crashes[0]}")
    return Counter(finding.rule for project in report.projects for finding in project.findings)


def main() -> int:
    """Judge the files; compare, or update."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the counts")
    parser.add_argument("directory", nargs="?", type=Path, help="holds the files, or is to hold them")
    given = parser.parse_args()
    home = given.directory or _cache() / "artifacts"
    data = recorded()
    new: Counts = {}
    judged: set[str] = set()
    for filename, (requirement, platform) in data["files"].items():
        path = artifact(filename, requirement, platform, home)
        if path is None:
            print(f"skipped {filename}: it cannot be had here")
            continue
        judged.add(filename)
        for rule, number in count(path).items():
            new.setdefault(rule, {})[filename] = number
    lines = list(differences(data["counts"], new, judged))
    print(*lines, f"{len(judged)} files judged, {len(lines)} counts differ", sep="\n")
    if not given.update:
        return 1 if lines else 0
    # What could not be judged this time keeps its counts.
    for rule, numbers in data["counts"].items():
        kept = {name: number for name, number in numbers.items() if name in data["files"].keys() - judged}
        if kept:
            new.setdefault(rule, {}).update(kept)
    data["counts"] = new
    ARTIFACTS.write_text(json.dumps(data, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
