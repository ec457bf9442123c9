import demo


def test_run():
    assert demo.run("Step", [2, 1]) == [1, 2]
