"""Which names of a module are worth a closer look: never fewer than the rules that look closer report."""

import ast
import textwrap
from pathlib import Path

import pytest

from roadworthy import Module, bindings_of, nodes_of
from roadworthy_rules.code._shared import flakes
from roadworthy_rules.code.names._unbound import unbound

ROOT = Path(__file__).parents[3]


def _module(text: str) -> Module:
    return Module.parse("src/demo/module.py", textwrap.dedent(text).encode())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("print(missing)", {"missing"}),
        ("def f():\n    other = 1\n\ndef g():\n    return other\n", {"other"}),
        ("def f():\n    return later\n\nlater = 1\n", set()),
        ("class A:\n    inner = 1\n    def f(self):\n        return inner\n", {"inner"}),
        ("class A:\n    inner = 1\n    outer = inner\n", set()),
        ("class A:\n    rows = [1]\n    found = [row for row in rows]\n", set()),
        ("class A:\n    step = 1\n    found = [step for row in range(3)]\n", {"step"}),
        ("found = [row for row in range(3)]\nprint(row)\n", {"row"}),
        ("found = [last := row for row in range(3)]\nprint(last)\n", set()),
        ("try:\n    pass\nexcept OSError as error:\n    print(error)\n", set()),
        ("try:\n    pass\nexcept OSError as error:\n    kept = 1\nprint(error, kept)\n", {"error"}),
        ("def f():\n    global made\n    made = 1\n\ndef g():\n    return made\n", set()),
        ("f = lambda a, *b, c=1, **d: (a, b, c, d)\n", set()),
        ("f = lambda a: a\nprint(a)\n", {"a"}),
        ("def f(a=b, *, c: d = e) -> g: ...\n", {"b", "d", "e", "g"}),
        ("def f(a: 'Missing'): ...\n", {"Missing"}),
        ("from typing import Literal\ndef f(a: Literal['word']): ...\n", set()),
        ("match 1:\n    case {'a': [x, *y], **z}: print(x, y, z)\n", set()),
        ("import a.b, c as d\nfrom e import f\nprint(a, d, f)\n", set()),
        ("import a.b, c as d\nprint(b, c)\n", {"b", "c"}),
        ("x: int = y\n", {"y"}),
        ("@decorate\nclass A(Base, key=value): ...\n", {"decorate", "Base", "value"}),
        ("with open('x') as (a, b): print(a, b)\n", set()),
        ("for a.b[c] in []: ...\n", {"a", "c"}),
    ],
)
def test_a_name_is_unbound_where_no_scope_on_the_way_binds_it(text: str, names: set[str]) -> None:
    assert bindings_of(_module(text)).unbound == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("import os\n", {"os"}),
        ("import os\nos.getcwd()\n", set()),
        ("import os\n\ndef f():\n    import os\n    return os\n", {"os"}),
        ("import os\n\ndef f(os):\n    return os\n", {"os"}),
        ("import os\n\ndef f():\n    return os\n", set()),
        ("import os.path, json as j\nj.dumps(os)\n", set()),
        ("from __future__ import annotations\n", set()),
    ],
)
def test_an_import_is_unused_where_no_scope_reads_it(text: str, names: set[str]) -> None:
    assert bindings_of(_module(text)).unused == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("def f(): ...\ndef f(): ...\n", {"f"}),
        ("def f(): ...\nclass A:\n    def f(self): ...\n", set()),
        ("class A:\n    @property\n    def f(self): ...\n    @f.setter\n    def f(self, x): ...\n", set()),
        ("def g():\n    def f(): ...\n    def f(): ...\n", {"f"}),
    ],
)
def test_a_definition_is_again_where_one_scope_defines_it_twice(text: str, names: set[str]) -> None:
    assert bindings_of(_module(text)).again == names


def test_nothing_that_a_closer_look_finds_is_left_out() -> None:
    paths = [*(ROOT / "tests" / "cases" / "code").rglob("*.py"), *(ROOT / "tests").glob("*.py")]
    looked_closer = 0
    for path in paths:
        try:
            module = Module.parse("src/demo/module.py", path.read_bytes())
        except Exception:  # some are broken on purpose
            continue
        exact = {lookup.name for lookup in unbound(module.tree) if not lookup.name.startswith("__")}
        assert exact <= bindings_of(module).unbound, path
        unused = [item for item in flakes(module) if type(item).__name__ == "UnusedImport" and not item.col]
        for item in unused:
            name = str(item.message_args[0]).rpartition(" as ")[2]
            heads = {name, name.partition(".")[0], name.rpartition(".")[2]}
            assert heads & bindings_of(module).unused, (path, name)
        looked_closer += bool(exact) + bool(unused)
    assert looked_closer > 5


def test_nodes_are_those_of_the_tree_in_source_order() -> None:
    module = _module("""
        import a
        def f(x=g(1)):
            return [h(y) for y in x if k(y)]
        class A:
            def m(self):
                return lambda: n(b"bytes", "text", 1)
        """)
    names = [call.func.id for call in nodes_of(module, ast.Call)]
    assert names == ["g", "h", "k", "n"]
    assert [node.value for node in nodes_of(module, ast.Constant)] == [b"bytes", "text"]
    assert [type(node).__name__ for node in nodes_of(module, ast.FunctionDef, ast.ClassDef)] == [
        "FunctionDef",
        "ClassDef",
        "FunctionDef",
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = 1", set()),
        ("x = 1\nx = 2", {"x"}),
        ("x = 1\nx += 2", {"x"}),
        ("import x\nx = 2", {"x"}),
        ("def x(): ...\nx = 2", {"x"}),
        ("def x(): ...\nclass x: ...", {"x"}),
        ("x = 1\ndef f():\n    x = 2", set()),
        ("x = 1\ndef f():\n    global x\n    x = 2", {"x"}),
        ("for x in (): ...\ndel x", {"x"}),
    ],
)
def test_names_that_a_scope_binds_more_than_once(text: str, names: set[str]) -> None:
    top, *inner = bindings_of(_module(text)).scopes
    assert top.rebound == names
    assert all(scope.node is not None for scope in inner if scope.kind == "function")
