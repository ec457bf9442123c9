"""What does `pytest --roadworthy` cost, and what does coverage.py, on suites of real libraries?

    python benchmarks/plugin_overhead.py FOLDER [NAME ...]

Processor time, user and system, children included: medians of five runs of each kind, interleaved. FOLDER is
the one of `libraries.py`; run it with each Python that is asked about.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from libraries import NAMES, prepared

_RUNS = 5
_KINDS = {"plain": (), "roadworthy": ("--roadworthy",), "coverage": ("--cov=.", "--cov-report=")}
_TEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore")


def spent(python: Path, source: Path, arguments: tuple[str, ...]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "COVERAGE_FILE": str(source) + ".overhead", "COVERAGE_RCFILE": os.devnull}
    command = [str(python), *_TEST, *arguments]
    subprocess.run(command, cwd=source, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main(folder: Path, names: tuple[str, ...]) -> None:
    python = prepared(folder, names)
    for name in names:
        times: dict[str, list[float]] = {kind: [] for kind in _KINDS}
        for run in range(_RUNS):
            for kind in sorted(_KINDS, reverse=bool(run % 2)):
                times[kind].append(spent(python, folder / name, _KINDS[kind]))
        plain = statistics.median(times["plain"])
        parts = [
            f"{kind} {100 * (statistics.median(times[kind]) / plain - 1):+.1f} %"
            for kind in ("roadworthy", "coverage")
        ]
        print(f"{name}: {plain:.2f} s; {', '.join(parts)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), tuple(sys.argv[2:]) or NAMES)
