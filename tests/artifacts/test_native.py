"""Wheels whose native code is not what their tags say are reported by exactly the rule that is meant."""

from __future__ import annotations

import pytest

from roadworthy.testing.builders import build_wheel
from tests.artifacts.native import CLEAN, FAULTY, Arguments
from tests.artifacts.test_faulty import reported


@pytest.mark.parametrize("arguments", CLEAN)
def test_clean_wheels_are_silent(arguments: Arguments) -> None:
    assert reported(build_wheel, arguments) == set()


@pytest.mark.parametrize(("rule", "arguments"), [item[1:] for item in FAULTY], ids=[i[0] for i in FAULTY])
def test_faulty_wheel(rule: str, arguments: Arguments) -> None:
    assert reported(build_wheel, arguments) == {rule}
