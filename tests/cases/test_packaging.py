"""The packaging cases; `python -m tests.cases.test_packaging` prints the score, and what is wrong."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from tests.cases.casefile import cases, misses

CASES = cases(Path(__file__).with_name("packaging"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, tmp_path: Path) -> None:
    assert misses(case, tmp_path) == []


def main() -> int:
    """Run all cases; the exit code is 1 where one is wrong."""
    right = 0
    for case in CASES:
        with tempfile.TemporaryDirectory() as directory:
            wrong = misses(case, Path(directory))
        right += not wrong
        for text in wrong:
            print(f"{case.stem}: {text}")
    print(f"{right} of {len(CASES)} right")
    return int(right < len(CASES))


if __name__ == "__main__":
    sys.exit(main())
