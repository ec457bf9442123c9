"""What a module defines, and which files it reads out of packages."""

from __future__ import annotations

import ast

import pytest

from roadworthy.facts.python.sourcefacts import defined, resources
from tests.counting import within


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import a.b, c as d\nfrom e import f as g", {"a", "d", "g"}),
        ("def f(): x = 1\nclass C: y = 2\nz, (w, *v) = t", {"f", "C", "z", "w", "v"}),
        ("if a:\n    b = 1\nelse:\n    c: int = 2\nfor d in e: pass", {"b", "c", "d"}),
        ("try:\n    a = 1\nexcept E as e:\n    b = 1\nwith c as d: pass", {"a", "b", "d", "e"}),
        ("def f():\n    global g\n    g = 1", {"f", "g"}),
        ("if (a := 1): pass", {"a"}),
        ("match x:\n    case [a, *b]: pass\n    case {'k': c} as d: pass", {"a", "b", "c", "d"}),
    ],
)
def test_names_of_a_module(text: str, names: set[str]) -> None:
    found = defined(ast.parse(text), text)
    assert found is not None
    assert names <= found
    assert "y" not in found


@pytest.mark.parametrize(
    "text",
    [
        "from a import *",
        "globals()['x'] = 1",
        "def __getattr__(name): ...",
        "import sys\nsys.modules[__name__] = 1",
    ],
)
def test_a_module_that_makes_names_while_it_runs_has_any(text: str) -> None:
    assert defined(ast.parse(text), text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("files('demo') / 'a' / 'b.json'", ("demo", "a/b.json")),
        ("resources.files('demo').joinpath('a', 'b.json').read_text()", ("demo", "a/b.json")),
        ("files('demo.data') / 'x.json'", ("demo.data", "x.json")),
        ("importlib_resources.read_text('demo', 'x.json')", ("demo", "x.json")),
        ("pkgutil.get_data(__package__, 'x.json')", ("demo.part", "x.json")),
        ("files('demo')", None),
        ("files('demo') / name", None),
        ("files(name) / 'x.json'", None),
        ("os.path('demo', 'x.json')", None),
        ("read_text('demo', 'x.json')", None),
        ("try:\n    files('demo') / 'x'\nexcept OSError: pass", None),
        ("with suppress(OSError):\n    files('demo') / 'x'", None),
        ("with raises(OSError):\n    files('demo') / 'x'", None),
    ],
)
def test_resources_by_literal_names(text: str, found: tuple[str, str] | None) -> None:
    read = [
        (one.package, one.path) for one in resources(ast.parse(text), "demo.part.core", "demo/part/core.py")
    ]
    assert read == ([found] if found else [])


def test_a_very_long_path_takes_steps_in_proportion() -> None:
    tree = ast.parse("files('demo')" + " / 'x'" * 800)
    assert len(within(200 * 800, lambda: list(resources(tree, "demo", "demo/__init__.py")))) <= 1
