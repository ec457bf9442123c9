import importlib


def test_a():
    module = importlib.import_module("demo.a")
    assert module.start([1]) == [1]
