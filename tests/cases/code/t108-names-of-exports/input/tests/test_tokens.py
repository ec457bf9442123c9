from demo.tokens import tokens


def test_tokens():
    assert tokens("*[") == [1, 1]
