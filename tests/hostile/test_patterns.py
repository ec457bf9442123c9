"""Each regular expression of ours took linear time when it was pumped, and none is left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from roadworthy.core.secrets import _START, _shapes
from roadworthy.core.token_shapes import SHAPES
from tests.hostile.linear import listed, slow_text, uses
from tests.hostile.patterns import WAYS, Found, expressions, is_re, modules


@pytest.fixture(scope="module")
def found() -> list[Found]:
    return expressions()


def test_all_are_found(found: list[Found]) -> None:
    assert len(found) > 500


def test_none_is_compiled_unseen() -> None:
    """What is found are calls of `re.<function>`, so nothing else may lead to `re`."""
    # One module stands for `re` in the others, where it is called by that name.
    others = [(path, tree) for path, tree in modules() if path.name != "late_re.py"]
    unseen = [f"{path}: {unseen}" for path, tree in others for unseen in _unseen(tree)]
    assert unseen == []


@pytest.mark.parametrize(
    "source",
    [
        "from re import compile",
        "import re as r",
        "import regex",
        "made = re.template",
        "compiled = map(re.compile, texts)",
        "from fnmatch import translate",
    ],
)
def test_ways_past_it_are_seen(source: str) -> None:
    assert list(_unseen(ast.parse(source)))
    assert not list(
        _unseen(ast.parse("import re\nA = re.compile('a', re.I)\ndef f(a: re.Match): re.escape(a)"))
    )


def test_what_is_made_at_run_time_is_joined_of_its_parts() -> None:
    pattern, kinds = _shapes()
    assert pattern.pattern == f"{_START}(?:{'|'.join(f'({shape})' for _, _, shape in SHAPES)})"
    assert len(kinds) == len(SHAPES)


def test_all_took_linear_time_when_they_were_pumped() -> None:
    known = listed()
    unknown = [f"{use.place}: {use.way}" for use in uses() if use.digest not in known]
    assert unknown == [], "new or changed: run `python tests/hostile/linear.py --write`"


@pytest.mark.parametrize(
    "expression",
    [
        r"(a+)+b",
        r"(?:\s*,\s*)*;",
        r"(a|a)*b",
        r"\s+x",
        r"(.*)<(.*)<(.*)>",
        r"\w*generated\w*\.py",
        r"'(?:[^'\\]|\\.)*'",
    ],
)
def test_an_ambiguous_one_would_be_found(expression: str) -> None:
    pattern = re.compile(expression)
    assert any(slow_text(pattern, way) for way in ("search", "match"))


@pytest.mark.parametrize("expression", [r"(?<!a)a++b", r"(?<!\s)\s++x", r"<[^<>]*+>", r"^(?:a|b)*+c"])
def test_an_unambiguous_one_would_not(expression: str) -> None:
    pattern = re.compile(expression)
    assert [slow_text(pattern, way) for way in ("search", "match", "fullmatch")] == [None] * 3


def _unseen(tree: ast.Module) -> Iterator[str]:
    """Yield the code by which an expression may be compiled that is no plain call of `re`."""
    plain = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    harmless = {"escape", "Match", "Pattern", "error"}
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="re" | "regex" | "sre_compile" | "sre_parse"):
                yield ast.unparse(node)
            case ast.ImportFrom(module="fnmatch" | "glob", names=names):
                if any(alias.name == "translate" for alias in names):
                    yield ast.unparse(node)
            case ast.Import(names=names):
                for alias in names:
                    if alias.name in ("regex", "fnmatch") or (alias.name == "re" and alias.asname):
                        yield ast.unparse(node)
            case ast.Attribute(attr=name) if is_re(node):
                called = id(node) in plain and name in {*WAYS, "compile"}
                if not (called or name in harmless or name.isupper()):
                    yield ast.unparse(node)
