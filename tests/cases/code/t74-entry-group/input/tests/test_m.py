from demo.m import fit


def test_fit():
    assert fit([1]) == [1]


def test_plugins():
    from importlib.metadata import entry_points

    (plugin,) = entry_points(group="demo.plugins")
    assert plugin.load()(1) == 1
