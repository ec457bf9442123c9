from demo import Line, Tree, make


def test_both():
    model = Tree()
    assert model.fit([1]) == 1
    model = Line()
    assert model.fit([1]) == 1


def test_made():
    line = make("line")
    assert line.draw() == "/"
