from demo.m import load


def test_load():
    assert load(1) == 1
