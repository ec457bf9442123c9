from demo import Line, Tree


def test_tree():
    model = Tree()
    assert model.fit([1]) == 1


def test_line():
    assert Line is not None
    assert Tree().fit([]) == 0
