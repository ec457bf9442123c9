"""Compare what Roadworthy says of well-kept projects with `ledger.json`, so that no rule changes unnoticed.

    python tests/ecosystem/ledger.py [--update] [DIRECTORY_OF_UNPACKED]

The packs on metadata and dependencies are counted on every project of `projects.txt`, those that read code
on the libraries among them that `libraries.txt` names: each of their errors and warnings was read.

Without a directory, the source distributions that `projects.txt` names are downloaded once into the user's
cache. Roadworthy runs nothing of them, but pip calls their build backends for their metadata. What cannot be
had is skipped with a message. The exit code is 1 where counts differ.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from roadworthy.commands.run import Request, check

HERE = Path(__file__).parent
LEDGER = HERE / "ledger.json"
GROUPS = ("dependencies", "metadata")
CODE_GROUPS = ("code", "layout", "notebooks")

#: Counts of findings, by rule and project.
Counts = dict[str, dict[str, int]]


def projects() -> list[str]:
    """Return the lines `name==version` of `projects.txt`."""
    lines = (HERE / "projects.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def libraries() -> list[str]:
    """Return those projects whose names `libraries.txt` holds."""
    names = set((HERE / "libraries.txt").read_text(encoding="utf-8").split())
    return [project for project in projects() if project.partition("==")[0] in names]


def recorded() -> Counts:
    """Return the counts of `ledger.json`."""
    counts: Counts = json.loads(LEDGER.read_text(encoding="utf-8"))["counts"]
    return counts


def unpacked(project: str, given: Path | None) -> Path | None:
    """Return the directory of a project's source distribution, downloaded if need be; None without one."""
    stems = {project.replace("==", "-"), project.replace("-", "_").replace("==", "-")}
    home = given or _cache()
    for stem in sorted(stems):
        if (home / stem).is_dir():
            return home / stem
    return None if given else _download(project, home)


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "roadworthy" / "ecosystem"


def _download(project: str, home: Path) -> Path | None:
    packed = home / "packed" / project
    packed.mkdir(parents=True, exist_ok=True)
    if not any(packed.glob("*.tar.gz")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        try:
            subprocess.run(
                [*command, "--dest", str(packed), project], check=True, capture_output=True, timeout=300
            )
        except (OSError, subprocess.SubprocessError):
            return None
    archive = next(packed.glob("*.tar.gz"), None)
    if archive is None:
        return None
    # Into a directory of its own first: what was interrupted must not be taken for the whole.
    halfway = packed / "unpacked"
    shutil.rmtree(halfway, ignore_errors=True)
    with tarfile.open(archive) as opened:
        opened.extractall(halfway, filter="data")
    root = next(path for path in halfway.iterdir() if path.is_dir())
    return root.rename(home / project.replace("==", "-"))


def count(directory: Path, groups: tuple[str, ...]) -> Counter[str]:
    """Return how many findings each rule of groups has in a project; raises where a rule crashed."""
    report = check(Request(paths=(str(directory),), select=groups))
    crashes = [crash for project in report.projects for crash in project.crashes]
    if crashes:
        raise RuntimeError(f"{directory.name}: {crashes[0]}")
    return Counter(finding.rule for project in report.projects for finding in project.findings)


def differences(old: Counts, new: Counts, judged: set[str]) -> Iterator[str]:
    """Yield a line for each count that differs, of the projects that could be judged."""
    for rule in sorted(old.keys() | new.keys()):
        before, after = old.get(rule, {}), new.get(rule, {})
        for project in sorted((before.keys() | after.keys()) & judged):
            if before.get(project, 0) != after.get(project, 0):
                yield f"{project}: {rule}: {before.get(project, 0)} -> {after.get(project, 0)}"


def write(counts: Counts) -> None:
    """Write the counts into `ledger.json`, one on a line, and keep the explanations."""
    explained = json.loads(LEDGER.read_text(encoding="utf-8"))["explained"] if LEDGER.exists() else {}
    data = {"counts": counts, "explained": explained}
    LEDGER.write_text(json.dumps(data, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> int:
    """Judge the projects; compare, or update."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write the ledger")
    parser.add_argument("directory", nargs="?", type=Path, help="holds unpacked source distributions")
    given = parser.parse_args()
    old: Counts = recorded() if LEDGER.exists() else {}
    new: Counts = {}
    judged: set[str] = set()
    for project in projects():
        directory = unpacked(project, given.directory)
        if directory is None:
            print(f"skipped {project}: its source distribution cannot be had here")
            continue
        judged.add(project)
        groups = GROUPS + CODE_GROUPS if project in libraries() else GROUPS
        for rule, number in count(directory, groups).items():
            new.setdefault(rule, {})[project] = number
    lines = list(differences(old, new, judged))
    print(*lines, f"{len(judged)} projects judged, {len(lines)} counts differ", sep="\n")
    if not given.update:
        return 1 if lines else 0
    # What could not be judged this time keeps its counts, and projects that are no longer listed go.
    for rule, numbers in old.items():
        kept = {name: number for name, number in numbers.items() if name in set(projects()) - judged}
        if kept:
            new.setdefault(rule, {}).update(kept)
    write(new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
