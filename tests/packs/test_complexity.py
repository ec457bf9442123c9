"""The complexity of a function is the one that Ruff counts (C901), without inner functions and classes."""

from __future__ import annotations

import ast
from textwrap import indent

import pytest

from roadworthy import Module
from roadworthy_rules.code.function_too_complex import function_too_complex


def complexity(body: str) -> int:
    """Return the complexity that is reported for a function with a body; 1 where none is."""
    module = Module.parse("src/demo/a.py", f"def f(x):\n{indent(body, '    ')}\n".encode())
    (node,) = module.tree.body
    assert isinstance(node, ast.FunctionDef)
    found = list(function_too_complex.function(node, module, limit=1))
    return int(found[0].message.split(" ")[5].rstrip(",")) if found else 1


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("return x", 1),
        ("if x:\n    pass\nelif x > 1:\n    pass\nelse:\n    pass", 3),
        ("for y in x:\n    while y:\n        pass", 3),
        ("async def g():\n    if x:\n        pass", 1),
        ("class C:\n    if x:\n        y = 1", 1),
        ("with x:\n    if x:\n        pass", 2),
        ("try:\n    pass\nexcept OSError:\n    pass\nexcept ValueError:\n    pass", 3),
        ("try:\n    pass\nexcept OSError:\n    pass\nelse:\n    if x:\n        pass\nfinally:\n    pass", 4),
        ("try:\n    pass\nexcept OSError:\n    if x:\n        pass", 3),
        ("match x:\n    case 1:\n        pass\n    case 2:\n        if x:\n            pass", 4),
        ("match x:\n    case 1:\n        pass\n    case _:\n        pass", 2),
        ("match x:\n    case 1:\n        pass\n    case y:\n        pass", 2),
        ("match x:\n    case 1:\n        pass\n    case (2 | _) as y:\n        pass", 2),
        ("match x:\n    case 1:\n        pass\n    case [y]:\n        pass", 3),
        ("match x:\n    case 1:\n        pass\n    case _ if x > 1:\n        pass", 3),
    ],
)
def test_the_number_is_that_of_ruff(body: str, number: int) -> None:
    assert complexity(body) == number
