"""What does `pytest --roadworthy` cost, and what does coverage.py, on suites of real libraries?

    python benchmarks/plugin_overhead.py FOLDER [--runs N | --minutes M] [--control] [NAME ...]
    python benchmarks/plugin_overhead.py FOLDER --simulate [NAME ...]

Processor time, user and system, children included, of pairs of a plain and a recorded run: both at once, on
processors of their own that they change by turns, for a shared machine changes its speed from second to
second, and by more than what is sought. Printed are the ratio of the medians, the median of the pairs' ratios
with its 95 % interval (bootstrap, seed 1), at the end that of all pairs, and coverage.py's ratio, of three
runs. With `--control` both are plain runs: what is printed then is the machine's noise.

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
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL, Popen

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

    def start(self, kind: str, before: tuple[str, ...] = (), processor: int | None = None) -> Popen[bytes]:
        pinned = ("taskset", "-c", str(processor)) if processor is not None else ()
        command = [*pinned, *before, *self.command, *_KINDS[kind]]
        return Popen(command, cwd=self.source, env=self.environment, stdout=DEVNULL, stderr=DEVNULL)

    def ended(self, process: Popen[bytes]) -> float:
        """Return the processor time of a run that was started, in seconds."""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        # A suite with failures is measured as well; one that did not run is not.
        if process.returncode not in (0, 1):
            sys.exit(f"pytest ended with {process.returncode} in {self.source}: {process.args!r}")
        return usage.ru_utime + usage.ru_stime

    def seconds(self, kind: str) -> float:
        return self.ended(self.start(kind))

    def pair(self, kinds: tuple[str, str], turn: int) -> tuple[float, float]:
        """Return the seconds of two runs that go on at the same time."""
        here, there = sorted(os.sched_getaffinity(0))[:2][:: -1 if turn % 2 else 1]
        first, second = self.start(kinds[0], processor=here), self.start(kinds[1], processor=there)
        return self.ended(first), self.ended(second)

    def simulated(self, kind: str) -> tuple[int, int]:
        """Return the number of instructions, and of cycles as estimated."""
        with tempfile.NamedTemporaryFile("r") as log:
            self.ended(self.start(kind, (*_VALGRIND, f"--log-file={log.name}")))
            said = log.read()
        found = {" ".join(n.split()): int(v.replace(",", "")) for n, v in _COUNTS.findall(said)}
        if not found.keys() >= _CYCLES.keys():
            sys.exit(f"valgrind counted nothing:\n{said[-500:]}")
        return found["I refs"], sum(weight * found[name] for name, weight in _CYCLES.items())


def interval(ratios: list[float]) -> tuple[float, float]:
    """Return the 95 % interval of the median, by drawing from what was measured."""
    draw = random.Random(1)
    medians = sorted(statistics.median(draw.choices(ratios, k=len(ratios))) for _ in range(_DRAWS))
    return medians[_DRAWS // 40], medians[-_DRAWS // 40]


def timed(suite: Suite, kinds: tuple[str, str], runs: int, minutes: float) -> tuple[str, list[float]]:
    """Return what is to be said of a suite, and the ratio of each pair."""
    pairs: list[tuple[float, float]] = []
    end = time.monotonic() + 60 * minutes
    while len(pairs) < runs or time.monotonic() < end:
        pairs.append(suite.pair(kinds, len(pairs)))
    covered = statistics.median(suite.seconds("coverage") for _ in range(_COVERAGE_RUNS))
    # It has no neighbour of ours, and is compared with what has none either.
    alone = statistics.median(suite.seconds("plain") for _ in range(_COVERAGE_RUNS))
    plain, recorded = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratios = [one / other for other, one in pairs]
    said = f"{plain:.2f} s; {kinds[1]} {percent(recorded / plain)}, {spread(ratios)}"
    return f"{said}; coverage {percent(covered / alone)}", ratios


def spread(ratios: list[float]) -> str:
    low, high = map(percent, interval(ratios))
    return f"of {len(ratios)} pairs {percent(statistics.median(ratios))} ({low} to {high})"


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
    parser.add_argument("--runs", type=int, default=5, help="the least number of pairs")
    parser.add_argument("--minutes", type=float, default=0, help="go on for so long, for each suite")
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--simulate", action="store_true")
    options = parser.parse_intermixed_args()
    if options.simulate and shutil.which("valgrind") is None:
        sys.exit("skipped: `--simulate` needs valgrind")
    folder = options.folder.resolve()
    names = tuple(options.names) or NAMES
    python = prepared(folder, names)
    every: list[float] = []
    for name in names:
        suite = Suite(python, folder / name)
        for kind in ("plain", "roadworthy"):
            suite.seconds(kind)
        if options.simulate:
            print(f"{name}: {counted(suite)}", flush=True)
            continue
        kinds = ("plain", "plain" if options.control else "roadworthy")
        said, ratios = timed(suite, kinds, options.runs, options.minutes)
        print(f"{name}: {said}", flush=True)
        every += ratios
    if every:
        print(f"all: {spread(every)}")


if __name__ == "__main__":
    main()
