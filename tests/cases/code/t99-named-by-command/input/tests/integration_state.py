from demo.m import export


def test_export():
    assert export(1) == "1"
