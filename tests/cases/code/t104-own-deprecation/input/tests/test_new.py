from demo import new


def test_new():
    assert new((1,)) == [1]
