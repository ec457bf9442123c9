import demo


def test_run():
    assert demo.run("Sort", [2, 1]) == [1, 2]
