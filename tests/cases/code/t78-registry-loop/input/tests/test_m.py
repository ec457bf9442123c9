from demo.m import run


def test_run():
    assert run([1])
