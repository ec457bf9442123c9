import sys

from demo.m import fit


class TestM:
    def test_a(self):
        assert fit([1]) == [1]

    def test_a(self):
        assert fit([2]) == [2]


if sys.platform == "win32":
    def test_b():
        assert fit([1])
else:
    def test_b():
        assert fit([2])
