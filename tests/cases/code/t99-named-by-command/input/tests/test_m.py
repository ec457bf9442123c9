from support import test_rows

from demo.m import fit


def test_fit():
    assert fit(test_rows()) == [1]
