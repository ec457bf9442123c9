"""Cases from two careful readings of projects that no rule was made on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases.support import Case, cases, differences

CASES = cases(Path(__file__).parent / "precision")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case.path.name,
            marks=[pytest.mark.xfail(reason="known to be wrong", strict=True)] if case.pending else [],
        )
        for case in CASES
    ],
)
def test_a_case_gets_the_right_answer(case: Case, tmp_path: Path) -> None:
    assert differences(case, tmp_path) == []
