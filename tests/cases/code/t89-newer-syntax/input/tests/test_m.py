from demo.m import fit


def test_fit():
    assert fit([1]) == [1]


def test_run():
    from demo.core import run

    assert run(1)
