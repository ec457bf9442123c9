"""Hold that a run says the same however it works: with a cache and without, in one process and in four.

    python tests/ecosystem/same.py [DIRECTORY_OF_UNPACKED]

Over the projects of `projects.txt` (see `ledger.py`), each four times: without a cache in one process, and in
four; then with an empty cache, and with the one that this left. The JSON reports must be equal byte for byte,
and so must those with and without a cache once one file has changed. The exit code is 1 where they are not.
As many projects as there are processors are compared at a time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.ecosystem.ledger import projects, unpacked

COMMAND = [str(Path(sys.executable).with_name("roadworthy")), "check", "--output-format", "json", "."]


def report(root: Path, cache: str, *arguments: str) -> bytes:
    """Return the report of a run, with its exit code."""
    environment = {name: value for name, value in os.environ.items() if name != "ROADWORTHY_NO_CACHE"}
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=root,
        env={**environment, "XDG_CACHE_HOME": cache},
        capture_output=True,
        check=False,
    )
    return b"%d\n%s\n%s" % (done.returncode, done.stdout, done.stderr)


def differing(root: Path) -> list[str]:
    """Return which ways to run differ from a run without a cache in one process."""
    with tempfile.TemporaryDirectory() as cache:
        expected = report(root, cache, "--no-cache", "--jobs", "1")
        found = {
            "four processes": report(root, cache, "--no-cache", "--jobs", "4"),
            "an empty cache": report(root, cache),
            "a warm cache": report(root, cache),
        }
        wrong = [name for name, text in found.items() if text != expected]
        changed = next(iter(sorted(root.rglob("*.py"))), None)
        if changed is not None:
            before = changed.read_bytes()
            try:
                changed.write_bytes(before + b"\nprint('changed')\n")
                if report(root, cache) != report(root, cache, "--no-cache", "--jobs", "1"):
                    wrong.append("a cache of which one file has changed")
            finally:
                changed.write_bytes(before)
    return wrong


def main() -> int:
    """Compare, and print what differs."""
    given = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    roots = {project: root for project in projects() if (root := unpacked(project, given))}
    faults = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for project, found in zip(roots, pool.map(differing, roots.values()), strict=True):
            faults += len(found)
            for name in found:
                print(f"{project}: {name} gives another report", flush=True)
    for project in sorted(set(projects()) - set(roots)):
        print(f"{project}: cannot be had")
    print(f"{len(roots)} projects, {faults} differences")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())
