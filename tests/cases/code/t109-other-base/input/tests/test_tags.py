from demo import Cache, Tags


def test_by_name():
    assert Tags().by_name("A") == "a"
    assert Cache is not None
