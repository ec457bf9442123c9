"""How long a wheel takes to check, RECORD's hashes included, against a bare loop that reads and hashes it.

    python benchmarks/wheel_hashes.py [--runs 5] [WHEEL]

Without a wheel, numpy's for this Python is downloaded once by pip into the user's cache. The loop reads each
member with zipfile and hashes it with hashlib, and does nothing else. Both are measured in one process, after
all is imported, and as commands with their start-up. Processor time, medians; the bar is a ratio of 1.5
without start-up. Prints; never fails on time.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from speed import cost, median

from roadworthy.commands.plugins import load_plugins
from roadworthy.commands.run import Request, check

CACHE = Path.home() / ".cache" / "roadworthy-benchmarks"
BAR = 1.5
LOOP = """\
import hashlib, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for name in archive.namelist():
        hashlib.sha256(archive.read(name)).digest()
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("wheel", nargs="?", type=Path)
    given = parser.parse_args()
    wheel = given.wheel or downloaded("numpy")
    if wheel is None:
        print("skipped: numpy's wheel could not be downloaded")
        return 0
    path = str(wheel.resolve())
    plugins = load_plugins()
    report = check(Request(paths=(path,), plugins=plugins))
    faults = [finding.message for project in report.projects for finding in project.findings]
    print(f"{wheel.name}: {len(faults)} findings")
    bare = inside(lambda: bare_loop(path), given.runs)
    ours = inside(lambda: check(Request(paths=(path,), plugins=plugins)), given.runs)
    show("without start-up", bare, ours)
    loop = [sys.executable, "-c", LOOP, path]
    command = [sys.executable, "-m", "roadworthy", "check", "-q", path]
    bare, ours = (median(given.runs, lambda c=c: cost(c, Path())).cpu for c in (loop, command))
    show("with start-up", bare, ours)
    return 0


def downloaded(name: str) -> Path | None:
    """Return the newest wheel of a distribution in the cache, downloaded if there is none."""
    CACHE.mkdir(parents=True, exist_ok=True)
    if not list(CACHE.glob(f"{name}-*.whl")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", str(CACHE), name], capture_output=True, check=False)
    return max(CACHE.glob(f"{name}-*.whl"), default=None)


def bare_loop(path: str) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            hashlib.sha256(archive.read(name)).digest()


def inside(function: Callable[[], object], runs: int) -> float:
    """Return the median processor time of calls in this process, after one that warms up."""
    function()
    times = []
    for _ in range(runs):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return statistics.median(times)


def show(what: str, bare: float, ours: float) -> None:
    print(f"{what:<17} bare loop {bare:.3f} s, roadworthy {ours:.3f} s, ratio {ours / bare:.2f} (bar {BAR})")


if __name__ == "__main__":
    sys.exit(main())
