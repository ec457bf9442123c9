import demo


def test_fetch():
    assert demo.fetch(1) == 1
