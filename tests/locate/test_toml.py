"""Places in TOML: every value has one, and its text is that value."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import pytest
import tomli
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadworthy.core.finding import Route
from roadworthy.locate import DEEPEST, nearest
from roadworthy.locate.toml import marks
from tests.counting import calls

from .toml_property import problems, same
from .toml_render import render

#: Machines that run tests are busy.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PYPROJECT = """\
# A project
[project]
name = "demo"  # not this one
classifiers = [
    "Typing :: Typed",  # the first
    'License :: OSI Approved',
]
urls.Home = "https://demo.example/#top"

[tool.demo.limits]
"a b".c = { d = [1, 2], e.f = 1979-05-27 07:32:00 }

[[tool.step]]
run = '''
x'''
[[tool.step]]
[tool.step.env]
A = "1"
"""


def underlined(text: str, *route: str | int) -> str:
    mark = marks(text)[route]
    return text[mark.start : mark.end]


def value(text: str, *route: str | int) -> str:
    mark = marks(text)[route]
    return text[mark.value_start : mark.value_end]


@pytest.mark.parametrize(
    ("route", "whole", "alone"),
    [
        (("project",), "[project]", "[project]"),
        (("project", "name"), 'name = "demo"', '"demo"'),
        (("project", "classifiers", 1), "'License :: OSI Approved'", "'License :: OSI Approved'"),
        # A table that only a dotted key, or a longer header, makes.
        (("project", "urls"), 'urls.Home = "https://demo.example/#top"', None),
        (("project", "urls", "Home"), 'urls.Home = "https://demo.example/#top"', None),
        (("tool",), "[tool.demo.limits]", "[tool.demo.limits]"),
        (("tool", "demo", "limits"), "[tool.demo.limits]", "[tool.demo.limits]"),
        (("tool", "demo", "limits", "a b", "c", "d"), "d = [1, 2]", "[1, 2]"),
        (("tool", "demo", "limits", "a b", "c", "d", 1), "2", "2"),
        (("tool", "demo", "limits", "a b", "c", "e"), "e.f = 1979-05-27 07:32:00", None),
        (("tool", "demo", "limits", "a b", "c", "e", "f"), None, "1979-05-27 07:32:00"),
        # An array of tables has the place of its first one.
        (("tool", "step"), "[[tool.step]]", "[[tool.step]]"),
        (("tool", "step", 0, "run"), "run = '''\nx'''", "'''\nx'''"),
        (("tool", "step", 1), "[[tool.step]]", "[[tool.step]]"),
        (("tool", "step", 1, "env"), "[tool.step.env]", "[tool.step.env]"),
        (("tool", "step", 1, "env", "A"), 'A = "1"', '"1"'),
    ],
)
def test_the_place_of_each_kind_of_value(route: Route, whole: str | None, alone: str | None) -> None:
    assert whole is None or underlined(PYPROJECT, *route) == whole
    assert alone is None or value(PYPROJECT, *route) == alone
    assert problems(PYPROJECT) == []


def test_the_second_table_of_an_array_is_another_place_than_the_first() -> None:
    found = marks(PYPROJECT)
    assert found["tool", "step", 0].start == PYPROJECT.index("[[tool.step]]")
    assert found["tool", "step", 1].start == PYPROJECT.rindex("[[tool.step]]")


def test_a_table_s_own_header_counts_even_where_a_longer_one_comes_first() -> None:
    text = "[a.b]\nx = 1\n[a]\ny = 2\n"
    assert marks(text)["a",].start == text.index("[a]")


def test_a_bare_key_may_begin_with_any_letter() -> None:
    assert {route[0] for route in marks("Xy = 1\nx = 2\n'a' = 3\n") if route} == {"Xy", "x", "a"}


def test_what_does_not_exist_is_reported_at_its_nearest_parent() -> None:
    found = marks(PYPROJECT)
    assert nearest(found, ("project", "name")) == (("project", "name"), found["project", "name"])
    assert nearest(found, ("project", "license", "text")) == (("project",), found["project",])
    assert nearest(found, ("build-system", "requires")) == ((), (0, 0, 0, len(PYPROJECT)))
    assert nearest({}, ("project",)) == ((), (0, 0, 0, 0))


def test_line_ends_of_every_kind_keep_their_offsets() -> None:
    text = PYPROJECT.replace("\n", "\r\n")
    assert problems(text) == []
    assert underlined(text, "tool", "step", 0, "run") == "run = '''\r\nx'''"
    assert value(text, "project", "classifiers", 0) == '"Typing :: Typed"'


@pytest.mark.parametrize(
    "text",
    [
        '"#" = 1',
        "x = '#'",
        "x = '''\n'#\n'''''",
        'x = """\n\\"""#\n"" """',
        'x = """a\\\\"""\ny = "#"',
        "x = [ '#', { '#' = \"#\" } ]",
        '["#"]',
    ],
)
def test_strings_that_look_like_comments(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "#",
        "x=1",
        '""=1',
        "''=''",
        "x=''''a''''",
        'x="""""a"""""',
        'x = """\\\n   \n  a \\   \n  """',
        "x={a=1,\n# c\n b=[],}",
        "x=[[],[[]],{}]",
        "[ a . 'b' . \"\\u0063\\x64\\e\" ]\nx = inf",
        "a.b = 1\na.c = [-nan, 07:32, 1979-05-27, 0xff]\n1979-05-27 = 1",
        "[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[a.b.c]\nd.e.f = {}",
        "1.2 = 3\ntrue = false",
    ],
)
def test_odd_but_valid(text: str) -> None:
    assert problems(text) == []


scalars = (
    st.text()
    | st.text("\"'\\#\n\t[]{},= a")
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.none() | st.timezones().map(lambda _: None))
)
keys = st.text("ab-_1", min_size=1, max_size=3) | st.text("\"'\\#\n.= é", max_size=3) | st.text(max_size=4)
nested: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(keys, inner, max_size=4)
        | st.lists(st.dictionaries(keys, inner, max_size=3), min_size=1, max_size=3)
    ),
    max_leaves=12,
)
documents = st.dictionaries(keys, nested, max_size=5)


@patiently
@given(documents, st.randoms(use_true_random=False))
def test_every_value_is_where_its_mark_says(data: dict[str, Any], choose: random.Random) -> None:
    text = render(data, choose)
    assert same(tomli.loads(text), data), text
    assert problems(text) == []


@patiently
@given(documents)
def test_every_value_is_where_its_mark_says_as_tomlkit_writes_it(data: dict[str, Any]) -> None:
    text = tomlkit.dumps(data)
    try:
        tomli.loads(text)
    except tomli.TOMLDecodeError:
        return  # tomlkit's fault: a key with a control character, for one
    assert problems(text) == []


@patiently
@given(st.text() | st.text("[]{}=.,\"'\\#\n \t\r1a"))
def test_other_texts_end_in_a_value_error_at_worst(text: str) -> None:
    try:
        tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError):
        try:
            marks(text)
        except ValueError:
            return
    else:
        assert problems(text) == []


def test_deep_nesting_is_reported_at_the_deepest_place_that_is_kept() -> None:
    for opening, closing in (("[", "]"), ("{a=", "}")):
        text = "x = " + opening * 390 + "1" + closing * 390
        tomli.loads(text)
        found = marks(text)
        assert len(found) == DEEPEST + 1
        assert max(map(len, found)) == DEEPEST


def test_keys_of_a_thousand_parts_do_not_fill_the_memory() -> None:
    key = ".".join(["a"] * 900)
    text = f"[{key}]\n" + "".join(f"k{n}.b.c = 1\n" for n in range(1_000))
    tomli.loads(text)
    found = marks(text)
    assert max(map(len, found)) == DEEPEST
    assert calls(lambda: marks(text)) < 5 * len(text)
    assert nearest(found, ("a",) * 900)[0] == ("a",) * DEEPEST


def test_arrays_of_tables_too_deep_to_be_kept() -> None:
    key = ".".join(["a"] * (DEEPEST - 1))
    text = f"[[{key}.b]]\nx = 1\n[[{key}.b]]\n[[{key}.b.c.d]]\n[{key}.b.c.d.e]\n[[{key}.b.c.d]]\n"
    tomli.loads(text)
    found = marks(text)
    assert max(map(len, found)) == DEEPEST
    assert found[("a",) * (DEEPEST - 1) + ("b",)].start == 0


def test_the_number_of_marks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.locate.toml.MOST", 1_000)
    assert len(marks("x = [" + "1," * 2_000 + "]\ny = 1\n")) == 1_000
    assert len(marks("x.y = 1\n" + "[[a]]\n" * 2_000)) == 1_000


@pytest.mark.parametrize(
    ("before", "repeated", "after"),
    [
        ("x = [", "[],", "]"),
        ('x = "', "\\n", '"'),
        ('x = """', '""\\n', '"""'),
        ("x = '''", "''a", "'''"),
        ("#", " #", ""),
        ("", "\n", ""),
        ("x = [", "#\n", "]"),
        ("x = [", " \n", "]"),
    ],
    ids=["arrays", "escapes", "quotes", "apostrophes", "comment", "lines", "comments", "blanks"],
)
def test_the_steps_are_linear(before: str, repeated: str, after: str) -> None:
    counted = []
    for size in (2_000, 8_000):
        text = before + repeated * size + after
        tomli.loads(text)
        counted.append(calls(partial(marks, text)))
    assert counted[1] < 5 * counted[0]


@pytest.mark.parametrize("text", ["[" * 200_000, "x = " + "[" * 200_000, "x = " + "{a=" * 100_000])
def test_what_tomli_refuses_does_not_hang(text: str) -> None:
    with pytest.raises(ValueError, match="not the TOML"):
        marks(text)


def test_a_large_pyproject_takes_few_steps() -> None:
    text = "".join(PYPROJECT.replace("project]", f"p{n}]").replace("tool.", f"t{n}.") for n in range(330))
    assert len(text) > 100_000
    tomli.loads(text)
    assert len(marks(text)) > 5_000
    assert calls(lambda: marks(text)) < 2 * len(text)
