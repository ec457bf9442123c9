from demo.run import run


def test_run():
    assert run("sort") == [1]
