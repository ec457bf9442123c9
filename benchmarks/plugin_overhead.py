"""What does `pytest --roadworthy` cost, and what does coverage.py, on suites of real libraries?

    python benchmarks/plugin_overhead.py FOLDER [--runs N] [--simulate] [NAME ...]

Processor time, user and system, children included: N pairs of a plain and a recorded run (5 if not said),
which of them goes first by turns, after one of each that is not counted. Printed are the ratio of the
medians, the median of the pairs' ratios with its 95 % interval (bootstrap, seed 1), and coverage.py's ratio
of medians, of at most three runs. The machine should do nothing else.

`--simulate` runs each suite once of each kind under valgrind's cachegrind instead, which counts instructions
and simulates caches and branches: the same to about a thousandth however busy the machine is, but for garbage
collections that fall into one run and not into the other. Cycles are estimated as KCachegrind does it: an
instruction 1, a mispredicted branch or a miss of a first cache 10, a miss of the last one 100.

FOLDER is the one of `libraries.py`; run it with each Python that is asked about.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from libraries import NAMES, prepared

_KINDS = {"plain": (), "roadworthy": ("--roadworthy",), "coverage": ("--cov=.", "--cov-report=")}
_COVERAGE_RUNS = 3
_COUNTS = re.compile(r"^==\d+== +([\w ]+): +([\d,]+)", re.MULTILINE)
_DRAWS = 2000
_TEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore")
_VALGRIND = (
    "valgrind",
    "--tool=cachegrind",
    "--cache-sim=yes",
    "--branch-sim=yes",
    "--cachegrind-out-file=/dev/null",
)
_CYCLES = {"I refs": 1, "Mispredicts": 10, "I1 misses": 10, "D1 misses": 10, "LL misses": 100}


class Suite:
    """A library's suite, run as its users do: bytecode is kept, and one seed makes each run do the same."""

    def __init__(self, python: Path, source: Path) -> None:
        self.source = source
        self.command = [str(python), *_TEST]
        self.environment = {
            **os.environ,
            "COVERAGE_FILE": os.path.join(tempfile.gettempdir(), f"overhead-{os.getpid()}"),
            "COVERAGE_RCFILE": os.devnull,
            "PYTHONHASHSEED": "0",
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(self, kind: str, before: tuple[str, ...] = ()) -> str:
        command = [*before, *self.command, *_KINDS[kind]]
        done = subprocess.run(
            command, cwd=self.source, env=self.environment, capture_output=True, text=True, check=False
        )
        # A suite with failures is measured as well; one that did not run is not.
        if done.returncode not in (0, 1):
            end = done.stdout[-2000:] + done.stderr[-500:]
            sys.exit(f"{self.source}: pytest ended with {done.returncode}\n{end}")
        return done.stderr

    def seconds(self, kind: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.run(kind)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime

    def simulated(self, kind: str) -> tuple[int, int]:
        """Return the number of instructions, and of cycles as estimated."""
        said = self.run(kind, _VALGRIND)
        found = {" ".join(n.split()): int(v.replace(",", "")) for n, v in _COUNTS.findall(said)}
        if not found.keys() >= _CYCLES.keys():
            sys.exit(f"valgrind counted nothing:\n{said[-500:]}")
        return found["I refs"], sum(weight * found[name] for name, weight in _CYCLES.items())


def interval(ratios: list[float]) -> tuple[float, float]:
    """Return the 95 % interval of the median, by drawing from what was measured."""
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(_DRAWS))
    return medians[_DRAWS // 40], medians[-_DRAWS // 40]


def timed(suite: Suite, runs: int) -> str:
    times: dict[str, list[float]] = {kind: [] for kind in _KINDS}
    for run in range(runs):
        pair = ["plain", "roadworthy"]
        for kind in reversed(pair) if run % 2 else pair:
            times[kind].append(suite.seconds(kind))
        if run < _COVERAGE_RUNS:
            times["coverage"].append(suite.seconds("coverage"))
    plain, recorded, covered = (statistics.median(times[kind]) for kind in _KINDS)
    ratios = [one / other for one, other in zip(times["roadworthy"], times["plain"], strict=True)]
    pairs, low, high = percent(statistics.median(ratios)), *map(percent, interval(ratios))
    return (
        f"{plain:.2f} s; roadworthy {percent(recorded / plain)}, of {runs} pairs {pairs} ({low} to {high});"
        f" coverage {percent(covered / plain)}"
    )


def counted(suite: Suite) -> str:
    plain, recorded = suite.simulated("plain"), suite.simulated("roadworthy")
    instructions, cycles = (percent(one / other) for one, other in zip(recorded, plain, strict=True))
    return f"{plain[0] / 1e9:.2f} billion instructions; roadworthy {instructions}, estimated cycles {cycles}"


def percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+.1f} %"


def main() -> None:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=formatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--simulate", action="store_true")
    options = parser.parse_intermixed_args()
    if options.simulate and shutil.which("valgrind") is None:
        sys.exit("skipped: `--simulate` needs valgrind")
    folder = options.folder.resolve()
    names = tuple(options.names) or NAMES
    python = prepared(folder, names)
    for name in names:
        suite = Suite(python, folder / name)
        for kind in ("plain", "roadworthy"):
            suite.run(kind)
        said = counted(suite) if options.simulate else timed(suite, options.runs)
        print(f"{name}: {said}", flush=True)


if __name__ == "__main__":
    main()
