from demo import start


def test_start():
    assert start(1) is not None
