import pytest

from demo.m import fit

pytestmark = pytest.mark.skip(reason="later")


def test_a():
    assert fit([1]) == [1]


def test_b():
    assert fit([2]) == [2]


def test_c():
    assert fit([]) == []
