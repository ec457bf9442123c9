from demo.tags import *


def test_of_name():
    container = Tag("a")
    assert container.of_name("a") == ["a"]
    assert container.find("a") == ["a"]
