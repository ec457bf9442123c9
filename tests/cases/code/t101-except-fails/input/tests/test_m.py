import pytest

from demo.m import fit


def test_fit():
    try:
        assert fit([1]) == [1]
    except Exception as error:
        pytest.fail(str(error))


def test_refused():
    try:
        fit(None)
        assert False
    except TypeError:
        pass


def test_twice():
    with pytest.raises(Exception) as caught:
        rows = None
        fit(rows)
    assert "None" in str(caught.value)
