from demo.job import name


def test_name():
    assert name(1) == 1
