"""Names that nothing binds, by Python's own rules of scope."""

from __future__ import annotations

import ast

import pytest

from roadworthy_rules.code.names._unbound import unbound


def names(source: str) -> list[str]:
    return [lookup.name for lookup in unbound(ast.parse(source))]


@pytest.mark.parametrize(
    "source",
    [
        "for x in ():\n    y = z\n    z = x",
        "def f():\n    return late\nlate = 1",
        "[x for x in () if (y := x)]\ny",
        "lambda x, *y, z=1, **w: (x, y, z, w)",
        "match 1:\n    case [a, *b] | {'k': a, **b} as c:\n        (a, b, c)",
        "try:\n    pass\nexcept OSError as error:\n    error",
        "try:\n    missing\nexcept NameError:\n    pass",
        "try:\n    missing\nexcept (OSError, NameError):\n    pass",
        "def f():\n    global x\n    x = 1\nx",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2",
        "import a.b\na",
        "from a import *\nmissing",
        "import builtins\nbuiltins._ = str\n_('x')",
        "setattr(builtins, '_', str)\n_('x')",
        "gettext.install('demo')\n_('x')\nimport gettext",
        "globals()['x'] = 1\nx",
        "globals().update(x=1)\nx",
        "exec('x = 1')\nx",
        "set_up(names=globals())\nx",
        "hooks.run(globals())\nx",
        "def f() -> '(Lock, str)':\n    pass",
        "def f(delay: 'seconds' = 1):\n    pass",
        "def f():\n    exec('x = 1', globals())\nx",
        "from typing import Literal\nx: Literal['missing']",
        "from typing import Annotated\nx: Annotated[int, 'missing unit']",
        "import numpy\nx: numpy.Shape['missing']",
    ],
)
def test_each_name_is_bound_or_no_one_can_tell(source: str) -> None:
    assert names(source) == []


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("x", ["x"]),
        ("class C:\n    a = 1\n    def f(self):\n        return a", ["a"]),
        ("[x for x in ()]\nx", ["x"]),
        ("[x for y in x for x in ()]", ["x"]),
        ("try:\n    pass\nexcept OSError as error:\n    pass\nerror", ["error"]),
        ("try:\n    x\nexcept OSError:\n    y", ["x", "y"]),
        ("def f(a=b):\n    pass", ["b"]),
        ("@decorate\nclass C(Base, metaclass=Meta):\n    pass", ["decorate", "Base", "Meta"]),
        ("def f():\n    exec('x = 1')\nx", ["x"]),
        ("exec('x = 1', {})\nx", ["x"]),
        ("eval('1', globals())\nx", ["x"]),
        ("timeit('1', globals=globals())\nx", ["timeit", "x"]),
        ("'{x}'.format(**globals())\nx", ["x"]),
        ("set_up(names=locals)\nx", ["set_up", "x"]),
        ("x: 'list[missing]'", ["missing"]),
        ("x: 'missing.Lock'", ["missing"]),
        ("x: 'list[Missing]'", ["Missing"]),
        ("from typing import Annotated\nx: Annotated['Missing', 1]", ["Missing"]),
        ("x: list['Missing']", ["Missing"]),
        ("def f(a: 'Missing') -> 'Other':\n    pass", ["Missing", "Other"]),
    ],
)
def test_a_name_that_nothing_binds(source: str, missing: list[str]) -> None:
    assert sorted(names(source)) == sorted(missing)


def test_an_annotation_that_is_never_evaluated_is_told_apart() -> None:
    def evaluated(source: str) -> list[bool]:
        return [lookup.evaluated for lookup in unbound(ast.parse(source))]

    assert evaluated("x: Missing") == [True]
    assert evaluated("x: 'Missing'") == [False]
    assert evaluated("def f():\n    x: Missing") == [False]
    assert evaluated("from __future__ import annotations\nx: Missing") == [False]
