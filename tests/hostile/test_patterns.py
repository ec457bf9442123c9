"""No regular expression of ours takes more than linear time, whatever it is pumped with."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from roadworthy.core.secrets import _START, _shapes
from roadworthy.core.token_shapes import SHAPES
from tests.hostile.patterns import WAYS, Found, expressions, is_re, modules
from tests.hostile.pumping import slow


@pytest.fixture(scope="module")
def found() -> list[Found]:
    return expressions()


def test_all_are_found(found: list[Found]) -> None:
    assert len(found) > 500


def test_none_is_compiled_unseen() -> None:
    """What is found are calls of `re.<function>`, so nothing else may lead to `re`."""
    unseen = [f"{path}: {unseen}" for path, tree in modules() for unseen in _unseen(tree)]
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


# In parts, so that several processes share the work.
@pytest.mark.parametrize("part", range(6))
def test_none_takes_more_than_linear_time(found: list[Found], part: int) -> None:
    # Those of equal text, read in the same way, once.
    apart = {(one.pattern, way): one.place for one in found for way in one.ways}
    offenders = [
        f"{place}: {way} on {text}"
        for (pattern, way), place in list(apart.items())[part::6]
        if (text := slow(_caller(pattern, way), _as_text(pattern)))
    ]
    assert offenders == []


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
    assert any(slow(_caller(pattern, way), pattern) for way in ("search", "match"))


@pytest.mark.parametrize("expression", [r"(?<!a)a++b", r"(?<!\s)\s++x", r"<[^<>]*+>", r"^(?:a|b)*+c"])
def test_an_unambiguous_one_would_not(expression: str) -> None:
    pattern = re.compile(expression)
    assert [slow(_caller(pattern, way), pattern) for way in ("search", "match", "fullmatch")] == [None] * 3


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


def _as_text(pattern: re.Pattern[Any]) -> re.Pattern[str]:
    if isinstance(pattern.pattern, bytes):
        return re.compile(pattern.pattern.decode("latin-1"), pattern.flags & ~re.UNICODE)
    return pattern


def _caller(pattern: re.Pattern[Any], way: str) -> Callable[[str], object]:
    method = getattr(pattern, way)
    if isinstance(pattern.pattern, bytes):
        return lambda text: method(text.encode("latin-1", "replace"))
    return method  # type: ignore[no-any-return]
