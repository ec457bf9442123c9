"""The command: `python -m tests.mutants FILE ... --tests PATH ...`."""

import argparse
import sys
from pathlib import Path

import pytest

from tests.mutants.forks import Forks


def main() -> int:
    parser = argparse.ArgumentParser(description="Tell which small faults no test notices.")
    parser.add_argument("files", nargs="+", type=Path, help="modules to change")
    parser.add_argument("--tests", nargs="+", required=True, help="tests that may notice")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    forks = Forks(tuple(path.resolve() for path in arguments.files), arguments.processes)
    options = [
        "-q",
        "-p",
        "no:xdist",
        "-p",
        "no:cacheprovider",
        "-o",
        "tmp_path_retention_policy=none",
    ]
    return pytest.main([*options, "--hypothesis-profile=ci", *arguments.tests], plugins=[forks])


if __name__ == "__main__":
    sys.exit(main())
