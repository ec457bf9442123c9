from demo import other


def test_other():
    assert other("A") == "a"
