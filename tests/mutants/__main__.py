"""The command: `python -m tests.mutants FILE ... --tests PATH ...`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.mutants.forks import Forks


def main() -> int:
    parser = argparse.ArgumentParser(description="Tell which small faults no test notices.")
    parser.add_argument("files", nargs="+", type=Path, help="modules to change")
    parser.add_argument("--tests", nargs="+", required=True, help="tests that may notice")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--forked", action="store_true", help="try all tests on lines that only forks of a test run"
    )
    arguments = parser.parse_args()
    files = tuple(path.resolve() for path in arguments.files)
    forks = Forks(files, arguments.processes, arguments.forked)
    # pytest keeps three of its own folders: other runs of the same user would take ours away.
    with TemporaryDirectory() as folder:
        return _run(forks, Path(folder) / "tests", arguments.tests)


def _run(forks: Forks, folder: Path, tests: Sequence[str]) -> int:
    options = [
        "-q",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-o",
        "tmp_path_retention_policy=none",
        f"--basetemp={folder}",
    ]
    return pytest.main([*options, "--hypothesis-profile=ci", *tests], plugins=[forks])


if __name__ == "__main__":
    sys.exit(main())
