"""Two functions mean the same where they do the same with the same things, whatever their names are."""

from __future__ import annotations

import ast

import pytest

from roadworthy import Module
from roadworthy_rules.code.copies._meanings import Meanings


def meaning(source: str, path: str = "src/demo/a.py") -> str:
    """Return the meaning of the last function of a module."""
    module = Module.parse(path, source.encode())
    node = module.tree.body[-1]
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    return Meanings(module).digest(node)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a):\n    b = a + 1\n    return b", "def f(x):\n    y = x + 1\n    return y"),
        ("def f(a):\n    return a", 'def g(a: int) -> int:\n    """Say."""\n    return a'),
        ("def f(a):\n    return f(a - 1)", "def g(b):\n    return g(b - 1)"),
        ("import os\ndef f():\n    return os.sep", "import os as system\ndef f():\n    return system.sep"),
        ("from os import sep\ndef f():\n    return sep", "from os import sep as s\ndef f():\n    return s"),
        ("N = 1, -2\ndef f():\n    return N", "M: tuple = 1, -2\ndef f():\n    return M"),
        ("N = 60 * 60\ndef f():\n    return N", "M = 60 * 60\ndef f():\n    return M"),
        (
            "import re\nP = re.compile('a')\ndef f():\n    return P",
            "import re\nQ = re.compile('a')\ndef f():\n    return Q",
        ),
        (
            "def inner(a):\n    return a\ndef f(x):\n    return inner(x)",
            "def helper(b):\n    return b\ndef f(x):\n    return helper(x)",
        ),
        (
            "def f(x):\n    match x:\n        case [a, *b] | {'k': a, **b}:\n            return a",
            "def f(y):\n    match y:\n        case [c, *d] | {'k': c, **d}:\n            return c",
        ),
        (
            "def f():\n    try:\n        pass\n    except OSError as error:\n        print(error)",
            "def f():\n    try:\n        pass\n    except OSError as e:\n        print(e)",
        ),
        (
            "def f():\n    import os as a\n    def g():\n        nonlocal b\n        b = a\n    b = 1",
            "def f():\n    import os as c\n    def h():\n        nonlocal d\n        d = c\n    d = 1",
        ),
        ("def f():\n    return getLogger(__name__)", "def g():\n    return getLogger(__name__)"),
        ("def f():\n    return Path(__file__).parent", "def g():\n    return Path(__file__).parent"),
        (
            "def f(x):\n    class A(B):\n        age: int\n    return A(x)",
            "def f(y):\n    class C(B):\n        age: int\n    return C(y)",
        ),
    ],
)
def test_names_of_ones_own_make_no_difference(one: str, other: str) -> None:
    assert meaning(one) == meaning(other, "src/demo/b.py")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a):\n    return a + 1", "def f(a):\n    return a + 2"),
        ("def f(a, b):\n    return a", "def f(a, *, b):\n    return a"),
        ("def f(a):\n    return a", "async def f(a):\n    return a"),
        ("import os\ndef f():\n    return os.sep", "import posixpath as os\ndef f():\n    return os.sep"),
        ("N = 1\ndef f():\n    return N", "N = 2\ndef f():\n    return N"),
        (
            "def inner(a):\n    return a\ndef f(x):\n    return inner(x)",
            "def inner(a):\n    return -a\ndef f(x):\n    return inner(x)",
        ),
        ("def f(x):\n    return x.a", "def f(x):\n    return x.b"),
        ("def f():\n    x = 1\n    return x", "def f():\n    global x\n    x = 1\n    return x"),
        (
            "def f(x):\n    class A(B):\n        age: int\n    return A(x)",
            "def f(x):\n    class A(B):\n        size: int\n    return A(x)",
        ),
        (
            "def f(x):\n    class A(B):\n        age: int\n    return A(x)",
            "def f(x):\n    class A(B):\n        age: float\n    return A(x)",
        ),
    ],
)
def test_what_is_done_and_with_what_does(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)


@pytest.mark.parametrize(
    "source",
    [
        "N = [1]\ndef f():\n    return N",  # a list may be changed
        "N = 1\nN = 2\ndef f():\n    return N",
        "if True:\n    N = 1\ndef f():\n    return N",
        "N = 1\nN += 1\ndef f():\n    return N",
        "class C:\n    pass\ndef f():\n    return C()",
        "from . import x\ndef f():\n    return x",
        "import sys\ndef f():\n    return sys.modules[__name__]",
        "def f():\n    return globals()",
        "def f():\n    return Path(__file__).parent",
    ],
)
def test_what_is_a_modules_own_differs_from_all_of_anothers(source: str) -> None:
    assert meaning(source, "src/demo/a.py") == meaning(source, "src/demo/a.py")
    assert meaning(source, "src/demo/a.py") != meaning(source, "src/other/a.py")
