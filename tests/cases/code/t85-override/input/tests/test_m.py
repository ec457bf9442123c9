from demo.m import make


def test_run():
    assert make().run([2, 1]) == [1, 2]
