"""How long Roadworthy takes, as ratios to baselines of the same run. Prints; never fails on time.

    python benchmarks/speed.py [--runs 9]

The project that is checked has 50 files, copied from the standard library of the Python that runs this.
Processor time is what counts: wall time is at the mercy of whatever else the machine does.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

PARSE = "import ast, sys\nfor name in sys.argv[1:]:\n    ast.parse(open(name, 'rb').read())\n"
FLAKES = (
    "import ast, sys\nfrom pyflakes.checker import Checker\n"
    "for name in sys.argv[1:]:\n    Checker(ast.parse(open(name, 'rb').read()))\n"
)
PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "fifty"
version = "1.0"
description = "Fifty modules of the standard library"
requires-python = ">=3.11"
license = "MIT"
dependencies = ["numpy>=1.26"]
"""
WORKFLOW = """\
on: [push, pull_request]
permissions: {contents: read}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: pytest
"""


def processor_time(command: Sequence[str], cwd: str) -> float:
    """Return the user and system seconds that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # An installed copy has its bytecode; here the first run must be allowed to write it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{command[0]} exited with {done.returncode}: {done.stderr.decode()[-500:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def median(command: Sequence[str], cwd: str, runs: int) -> float:
    """Return the median processor time of several runs, after one that warms the file cache."""
    processor_time(command, cwd)
    return statistics.median(processor_time(command, cwd) for _ in range(runs))


def make_project(root: Path) -> list[str]:
    """Write a project of 50 modules and return their paths."""
    library = Path(os.__file__).parent
    chosen = [path for path in sorted(library.glob("*.py")) if 4_000 < path.stat().st_size < 40_000][:49]
    package = root / "src" / "fifty"
    package.mkdir(parents=True)
    for path in chosen:
        (package / path.name).write_bytes(path.read_bytes())
    (package / "__init__.py").write_text('"""Fifty modules."""\n')
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / ".github" / "workflows").mkdir(parents=True)
    (root / ".github" / "workflows" / "ci.yml").write_text(WORKFLOW)
    return sorted(str(path) for path in package.glob("*.py"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    # The installed command, as users start it: the script beside this interpreter.
    command = str(Path(sys.executable).with_name("roadworthy"))
    with tempfile.TemporaryDirectory() as directory:
        files = make_project(Path(directory))
        size = sum(os.path.getsize(file) for file in files)
        nothing = median([sys.executable, "-c", "pass"], directory, runs)
        version = median([command, "--version"], directory, runs)
        parsed = median([sys.executable, "-c", PARSE, *files], directory, runs)
        flaked = median([sys.executable, "-c", FLAKES, *files], directory, runs)
        checked = median([command, "check", "."], directory, runs)
    print(f"{len(files)} files, {size / 1024:.0f} KiB; medians of {runs} runs, processor time")
    rows = [
        ("python -c pass", nothing, ""),
        ("roadworthy --version", version, f"{version / nothing:.1f} times python -c pass (limit 4)"),
        ("ast.parse of each file", parsed, ""),
        (
            "pyflakes of each tree",
            flaked,
            f"{flaked / parsed:.1f} times ast.parse of each file, and part of check",
        ),
        ("roadworthy check .", checked, f"{checked / parsed:.1f} times ast.parse of each file (limit 6)"),
    ]
    for name, seconds, ratio in rows:
        print(f"{name:<23}{seconds * 1000:6.0f} ms  {ratio}".rstrip())


if __name__ == "__main__":
    main()
