"""Arguments that programs and functions are given: which nothing adds, and which nothing uses."""

from __future__ import annotations

import pytest

from tests.packs.test_calls import found

_PARSER = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--epochs')\n"


def undefined(text: str) -> list[str]:
    """Return what is said of a program that reads its arguments."""
    return found("argument-undefined", {"train.py": text})


def unused(text: str) -> list[str]:
    """Return what is said of functions that do not use what they are given."""
    return found("parameter-unused", {"train.py": text})


@pytest.mark.parametrize(
    "text",
    [
        "args = p.parse_args()\nprint(args.lr)",
        "def main(a):\n    print(a.lr)\nmain(p.parse_args())",
        "def inner(b):\n    print(b.lr)\ndef main(a):\n    inner(b=a)\nargs = p.parse_args()\nmain(args)",
        "def read():\n    return p.parse_args()\nargs = read()\nprint(args.lr)",
        "args = p.parse_args()\ndef main():\n    print(args.lr)",
        "g = p.add_argument_group('more')\ng.add_argument('-l')\nargs = p.parse_args()\nprint(args.lr)",
    ],
)
def test_an_argument_that_no_parser_adds_is_reported(text: str) -> None:
    assert len(undefined(_PARSER + text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "args = p.parse_args()\nprint(args.epochs)",
        "add(p)\nargs = p.parse_args()\nprint(args.lr)",
        "p = add(p)\nargs = p.parse_args()\nprint(args.lr)",
        "g = p.add_argument_group('more')\nadd(g)\nargs = p.parse_args()\nprint(args.lr)",
        "p.add_argument(name)\nargs = p.parse_args()\nprint(args.lr)",
        "p.set_defaults(lr=1)\nargs = p.parse_args()\nprint(args.lr)",
        "p.add_subparsers(dest='lr')\nargs = p.parse_args()\nprint(args.lr)",
        "args = p.parse_args()\nargs.lr = 1\nprint(args.lr)",
        "args = p.parse_args()\nprint(hasattr(args, 'lr') and args.lr)",
        "args = p.parse_args()\nargs = changed(args)\nprint(args.lr)",
        "args = p.parse_args()\ndef main(args):\n    print(args.lr)",
        "args = p.parse_args()\nprint([args.lr for args in rows])",
        "args = p.parse_args()\nsetattr(args, name, 1)\nprint(args.lr)",
        "import other\nother.p = argparse.ArgumentParser()\nargs = p.parse_args()\nprint(args.lr)",
        "args = p.parse_args(namespace=given)\nprint(args.lr)",
    ],
)
def test_an_argument_that_something_may_add_is_not(text: str) -> None:
    assert undefined(_PARSER + text) == []


def test_another_module_may_set_the_argument() -> None:
    files = {"train.py": f"{_PARSER}args = p.parse_args()\nprint(args.lr)", "b.py": "def f(x):\n    x.lr = 1"}
    assert found("argument-undefined", files) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(a, b=1):\n    return a + 1\nf(1, b=2)", "`f` is given `b`, and does not use it"),
        (
            "def f(a, b=1, *, c=2):\n    return a + 1\nf(1, 2, c=3)",
            "`f` is given `b`, `c`, and does not use them",
        ),
        (
            "class A:\n    def f(self, a=0):\n        return self.b\n    def g(self):\n        self.f(1)",
            "`A.f`",
        ),
        ("class A:\n    def __init__(self, a):\n        self.a = a\nA(1)", "`A` is given `a`"),
    ],
)
def test_an_argument_that_is_given_and_not_used_is_reported(text: str, message: str) -> None:
    assert [line[: len(message)] for line in unused(text)] == [message]


@pytest.mark.parametrize(
    "text",
    [
        "def f(a, b=1):\n    return a + 1\nf(1)",
        "def f(a, b):\n    return a + 1\nf(1, 2)",
        "def f(b):\n    def g():\n        return b\n    return g()\nf(b=2)",
        "def f(a, b=1):\n    return locals()\nf(1, b=2)",
        "def f(a, b=1):\n    return a\nf(1, b=2)",
        "def f(a, _b=1):\n    return a + 1\nf(1, _b=2)",
        "@route\ndef f(a, b=1):\n    return a + 1\nf(1, b=2)",
        "class A:\n    def f(self, a):\n        return 2 * a\n"
        "class B:\n    def f(self, a=1):\n        return 2 * 3\nB().f(1)",
        "class A(Base):\n    def f(self, a=1):\n        return 2 * 3\nA().f(1)",
        "class A(Base):\n    def __init__(self, a):\n        self.a = a\nA(1)",
        "class A:\n    def __init__(self, a):\n        self.a = a\nprint(A(1).a)",
        "class A:\n    def __init__(self, a):\n        self.a = a\nprint(getattr(A(1), name))",
    ],
)
def test_an_argument_that_may_be_used_or_is_of_an_interface_is_not(text: str) -> None:
    assert unused(text) == []
