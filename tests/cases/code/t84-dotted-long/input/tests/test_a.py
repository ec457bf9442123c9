import demo.sub.deep.mod


def test_a():
    assert demo.sub.deep.mod.start([1]) == [1]
