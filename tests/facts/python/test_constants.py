"""Names that have one literal value, and names that only seem to."""

from __future__ import annotations

import ast

import pytest

from roadworthy.core import limits
from roadworthy.facts.python import Literals, constants


@pytest.mark.parametrize(
    "after",
    [
        "if x:\n    R = ['b']",
        "for R in x: pass",
        "while x:\n    R = []",
        "try:\n    import R\nexcept ImportError: pass",
        "R += ['b']",
        "R.append('b')",
        "R.extend(x)",
        "if x:\n    R.insert(0, 'b')",
        "R[0] = 'b'",
        "R[0].append('b')",
        "del R[0]",
        "del R",
        "R: list = []",
        "(R := [])",
        "S = R",
        "more(R)",
        "more(requires=R)",
        "def add():\n    global R\n    R = []",
        "def add():\n    R.append('b')",
        "def get():\n    return R",
        "def R(): pass",
        "class R: pass",
        "exec(open('version.py').read())",
        "globals()['R'] = []",
        "from other import *",
        "from other import R",
        "import other as R",
        "match x:\n    case [*R]: pass",
        "with x as R: pass",
    ],
)
def test_name_that_may_have_another_value_is_no_constant(after: str) -> None:
    assert "R" not in constants(ast.parse(f"R = ['a']\n{after}\nsetup(install_requires=R)"))


@pytest.mark.parametrize(
    "after",
    [
        "print(R)",
        "S = sorted(R)",
        "S = R + ['b']",
        "for item in R: print(item)",
        "S = [item for item in R]",
        "S = {'all': R}",
        "S = ' '.join(R)",
        "S = R.copy()",
        "S = R[0] + 'x'",
        "if 'b' in R: pass",
        "S = {}\nS['x'] = 1",
        "def R_of(): return []",
    ],
)
def test_name_that_is_only_read_is_a_constant(after: str) -> None:
    found = constants(ast.parse(f"R = ['a']\n{after}\nsetup(install_requires=R)"))
    assert ast.unparse(found["R"]) == "['a']"


def test_text_cannot_be_changed_by_who_gets_it() -> None:
    assert "V" in constants(ast.parse("V = '1'\nS = V\nuse(V)"))
    assert "V" not in constants(ast.parse("V = '1'\nif x:\n    V = '2'"))


def test_name_bound_only_in_a_branch_is_no_constant() -> None:
    assert constants(ast.parse("if x:\n    R = ['a']\nelse:\n    S = 1")) == {}


def evaluate(text: str) -> object:
    module = ast.parse(text)
    last = module.body[-1]
    assert isinstance(last, ast.Expr)
    return Literals(constants(module)).value(last.value)


def test_names_inside_of_literals_are_resolved() -> None:
    assert evaluate("A = ['a']\nB = {'x': A, 'y': ('b', {1})}\nB") == {"x": ["a"], "y": ("b", {1})}


@pytest.mark.parametrize("text", ["A + ['b']", "[A]", "{**A}", "[*A]", "f'{A}'", "{[]: 1}", "A = [A]\nA"])
def test_what_is_computed_has_no_value(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        evaluate(text)


def test_names_that_multiply_are_given_up() -> None:
    bomb = "\n".join(f"A{n} = [{', '.join(9 * [f'A{n - 1}'])}]" for n in range(1, 30))
    module = ast.parse(f"A0 = ['a']\n{bomb}\nA29")
    literals = Literals(constants(module))
    with pytest.raises(ValueError, match="too many"):
        literals.value(ast.parse("A29", mode="eval").body)
    assert literals.left == -1
    assert limits.LITERAL_NODES > 10_000
