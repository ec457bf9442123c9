"""YAML as plain data: every value has a place, and nothing in it can hurt."""

from __future__ import annotations

import contextlib
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Route, Span
from roadworthy.locate import Mark, nearest
from roadworthy.locate.yaml import load, load_all
from tests.counting import within

#: Machines that run tests are busy.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

WORKFLOW = """\
# CI
name: CI
on:
  push: {branches: [main, 'v*'],}
  pull_request:
env: &env
  A: "1"   # one
jobs:
  test:
    runs-on: ubuntu-latest
    env: *env
    steps:
    - uses: actions/checkout@v4
    - run: |
        python -m pytest

      if: always()
    -
  lint:
    env:
      <<: *env
      B: 2
"""


def values(data: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    yield route, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from values(value, (*route, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from values(value, (*route, index))


def check(text: str, data: Any, marks: dict[Route, Mark]) -> None:
    """Assert that exactly the values of the data have marks, and that scalars are where these say."""
    expected = dict(values(data))
    assert marks.keys() == expected.keys()
    for route, value in expected.items():
        mark = marks[route]
        assert 0 <= mark.start <= mark.value_start <= mark.value_end <= len(text)
        whole, alone = text[mark.start : mark.end], text[mark.value_start : mark.value_end]
        assert whole == whole.strip(" \t\r\n")
        if not isinstance(value, dict | list) and not alone.startswith(("|", ">", "*")):
            assert repr(load(alone)[0]) == repr(value)


def underlined(text: str, *route: str | int) -> str:
    mark = load(text)[1][route]
    return text[mark.start : mark.end]


@pytest.mark.parametrize(
    ("route", "whole"),
    [
        (("name",), "name: CI"),
        (("on", "push"), "push: {branches: [main, 'v*'],}"),
        (("on", "push", "branches", 1), "'v*'"),
        (("on", "pull_request"), "pull_request:"),
        (("env",), 'env: &env\n  A: "1"'),
        (("env", "A"), 'A: "1"'),
        # An alias is where it is written, and what is inside of it where the anchor is.
        (("jobs", "test", "env"), "env: *env"),
        (("jobs", "test", "env", "A"), 'A: "1"'),
        (("jobs", "test", "steps", 0), "uses: actions/checkout@v4"),
        (("jobs", "test", "steps", 1, "run"), "run: |\n        python -m pytest"),
        (("jobs", "test", "steps", 1, "if"), "if: always()"),
        (("jobs", "test", "steps", 2), ""),
        (("jobs", "lint", "env", "A"), 'A: "1"'),
        (("jobs", "lint", "env"), "env:\n      <<: *env\n      B: 2"),
    ],
)
def test_the_place_of_each_kind_of_value(route: Route, whole: str) -> None:
    for text in (WORKFLOW, WORKFLOW.replace("\n", "\r\n"), "\ufeff" + WORKFLOW):
        assert underlined(text, *route).replace("\r\n", "\n") == whole
        check(text, *load(text))


def test_the_value_of_a_key_without_one_is_behind_its_colon() -> None:
    text = "a:\nb: {c , d: , e }\n"
    _, marks = load(text)
    assert marks["a",] == Mark(0, 2, 2, 2)
    assert [text[slice(*marks["b", key][:2])] for key in "cde"] == ["c", "d:", "e"]


def test_what_does_not_exist_is_reported_at_its_nearest_parent() -> None:
    _, marks = load(WORKFLOW)
    assert nearest(marks, ("jobs", "test", "permissions", "contents"))[0] == ("jobs", "test")
    assert nearest(marks, ("permissions",)) == ((), marks[()])
    assert marks[()].start == marks[()].end == WORKFLOW.index("name")


def test_keys_are_text_as_it_is_written() -> None:
    data, _ = load("on: 1\n1: 2\n~: 3\n3.10: 4\nyes: 5\n2024-01-01: 6\n'q': 7\n? \n: 8\n")
    assert list(data) == ["on", "1", "~", "3.10", "yes", "2024-01-01", "q", ""]


def test_values_are_what_yaml_1_1_says_but_timestamps_stay_text() -> None:
    data, _ = load(
        "[yes, Off, true, 1_000, 0x1F, 010, 1.5, .inf, ~, null, '', 2024-01-02, 0o7, 1e3, =, <<, "
        "!!str 1, !!int '7', !!float 1, ! 1, '1', 22:22]"
    )
    assert data == [
        *[
            True,
            False,
            True,
            1000,
            31,
            8,
            1.5,
            math.inf,
            None,
            None,
            "",
            "2024-01-02",
            "0o7",
            "1e3",
            "=",
            "<<",
        ],
        *["1", 7, 1.0, 1, "1", 1342],
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!vault abc", "abc"),
        ("!reference [a, b]", ["a", "b"]),
        ("!!python/object/apply:os.system ['true']", ["true"]),
        ("!Sub {a: !Ref b}", {"a": "b"}),
        ("!!set {a, b}", {"a": None, "b": None}),
        ("!!omap [a: 1, b: 2]", [{"a": 1}, {"b": 2}]),
        ("!!binary aGk=", "aGk="),
        ("!!timestamp x", "x"),
        # Not what their tags say.
        ("[!!int x, !!int '', !!float x, !!bool x, 0b_, 0x_]", ["x", "", "x", "x", "0b_", "0x_"]),
    ],
)
def test_tags_never_make_anything_but_plain_data(text: str, expected: object) -> None:
    data, marks = load(text)
    assert data == expected
    assert marks.keys() == dict(values(data)).keys()


def test_a_number_that_is_too_long_to_be_one_stays_text() -> None:
    data, _ = load(f"[{'1:' * 2_000}1, {'9' * 5_000}, {'9' * 999}]")
    assert [type(item) for item in data] == [str, str, int]


def test_a_bracket_in_a_comment_ends_nothing() -> None:
    text = "a:\n  b: 1 # {x}"
    assert underlined(text, "a") == "a:\n  b: 1"
    assert underlined("- [a: b # }\n  ]", 0, 0) == "a: b"


def test_of_equal_keys_the_last_one_counts() -> None:
    text = "a: {x: 1, y: [2]}\nb: 0\na: {x: 3}\n"
    data, marks = load(text)
    assert data == {"a": {"x": 3}, "b": 0}
    check(text, data, marks)
    assert text[slice(*marks["a",][:2])] == "a: {x: 3}"


def test_merge_keys_give_way_to_explicit_ones_and_later_ones_to_earlier() -> None:
    text = (
        "[&a {x: 1, y: 1}, &b {y: 2, z: 2}, {z: 0, <<: [*a, *b]}, {<<: *a, <<: *b}, {'<<': *a}, {<<: {x: 5}}]"
    )
    data, marks = load(text)
    assert data[2] == {"x": 1, "y": 1, "z": 0}
    assert data[3] == {"x": 1, "y": 2, "z": 2}
    assert data[4] == {"<<": {"x": 1, "y": 1}}
    expected = yaml.safe_load(text)
    # Two merge keys in one mapping are not valid YAML, and versions of PyYAML differ in which one wins.
    assert [*data[:3], *data[4:]] == [*expected[:3], *expected[4:]]
    check(text, data, marks)


def test_what_an_alias_stands_for_is_shared() -> None:
    data, _ = load("a: &x [1]\nb: *x\nc: {<<: {d: *x}}\n")
    assert data["a"] is data["b"] is data["c"]["d"]


def test_an_anchor_can_be_set_again_as_yaml_1_2_says() -> None:
    assert load("[&a 1, *a, &a 2, *a, &b [&b 3, *b], *b]")[0] == [1, 1, 2, 2, [3, 3], [3, 3]]


def test_several_documents() -> None:
    text = "a: &x 1\n---\nb: 2\n...\n---\n"
    documents = load_all(text)
    assert [data for data, _ in documents] == [{"a": 1}, {"b": 2}, None]
    mark = documents[1][1]["b",]
    assert text[mark.start : mark.end] == "b: 2"
    assert load(text) == documents[0]
    with pytest.raises(Unreadable, match="no anchor"):
        load_all("a: &x 1\n---\nb: *x\n")


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "\ufeff"])
def test_an_empty_text_has_no_documents(text: str) -> None:
    assert load_all(text) == []
    assert load(text) == (None, {})


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: 1\nb:\n\t- c\n", "found character '\\t' that cannot start any token", 3, 1),
        ("a: [1,\nb", "expected ',' or ']', but got '<stream end>'", 2, 2),
        ("a: 'x", "found unexpected end of stream", 1, 6),
        ("é: 1\na: \x01", "character #x0001 is not allowed", 2, 4),
        ("a: 'x\u2028 y'\r\nb: *c\r\n", "the alias `*c` has no anchor", 2, 4),
        ("\ufeffa: *c", "the alias `*c` has no anchor", 1, 5),
        ("a: &a\n  b: *a\n", "the alias `*a` refers to a value that contains it", 2, 6),
        ("&a [1, {<<: *a}]", "the alias `*a` refers to a value that contains it", 1, 13),
        ("name: {{ name }}", "a key is a mapping or a sequence, not text", 1, 8),
        ("<<: 1", "a merge key needs mappings", 1, 5),
        ("<<: [{}, 1]", "a merge key needs mappings", 1, 10),
        ("!x!y z", "found undefined tag handle '!x!'", 1, 1),
        # Where PyYAML lets one of Python's own errors through.
        ('a: "\\U99999999"', "not valid YAML", 1, 7),
        ("%YAML " + "1" * 5_000 + ".1\n---\n", "not valid YAML", 1, 7),
    ],
)
def test_a_fault_says_what_and_where(text: str, message: str, line: int, column: int) -> None:
    with pytest.raises(Unreadable) as caught:
        load(text, "a.yml")
    assert caught.value.message == f"invalid YAML: {message}"
    assert caught.value.location == Location("a.yml", span=Span(line, column, line, column))


def test_a_message_is_short_and_on_one_line() -> None:
    with pytest.raises(Unreadable) as caught:
        load("*" + "a" * 5_000)
    assert len(caught.value.message) <= 220


SEQUENCE_BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
MERGE_BOMB = "a0: &a0 {k: 1}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n  k{n}: 1\n" for n in range(1, 10)
)
MERGE_SQUARE = (
    "a: &a {"
    + ",".join(f"k{n}: 1" for n in range(900))
    + "}\n"
    + "".join(f"b{n}: {{<<: *a}}\n" for n in range(999))
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 200_000, "nested deeper than 100 levels"),
        ("{a: " * 200_000, "nested deeper than 100 levels"),
        ("- " * 200_000, "nested deeper than 100 levels"),
        ("? " * 200_000, "nested deeper than 100 levels"),
        ("\n".join(" " * n + "a:" for n in range(150)), "nested deeper than 100 levels"),
        ("a: &a 1\nb: [" + "*a, " * 1_001 + "]", "more than 1000 aliases"),
        (SEQUENCE_BOMB, "more than 100000 values"),
        (MERGE_BOMB, "more than 100000 values"),
        (MERGE_SQUARE, "more than 100000 values"),
        (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 150)),
            "nested deeper than 100",
        ),
    ],
    ids=["[", "{", "-", "?", "block", "aliases", "laughs", "merges", "square", "deep aliases"],
)
def test_bombs_are_faults(text: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        within(600_000, partial(load, text))


def test_more_values_than_the_limit_are_a_fault() -> None:
    with pytest.raises(Unreadable, match="more than 100000 values"):
        load("[" + "a," * 100_001 + "]")


def test_what_is_within_the_limits_is_read() -> None:
    data, marks = load("[" * 100 + "]" * 100)
    assert json.dumps(data) == "[" * 100 + "]" * 100
    assert len(marks) == 100
    data, _ = load("a: &a 1\nb: [" + "*a, " * 1_000 + "]")
    assert data["b"] == [1] * 1_000
    chain = "a0: &a0 {k0: 1}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}, k{n}: 1}}\n" for n in range(1, 99))
    assert len(load(chain)[0]["a98"]) == 99


@pytest.mark.parametrize(
    "text",
    [
        'a: "' + "x" * 300_000 + '"',
        "a: " + "x " * 150_000,
        "a: |\n" + "  x\n" * 75_000,
        "#x\n" * 100_000,
        "\n" * 300_000,
        "a: '" + "x" * 300_000,
        "a: " + "1:" * 150_000 + "1",
        "a: " + "9" * 300_000,
        "".join("k: {a: 1}\n" for _ in range(5_000)),
        "---\n" * 20_000,
        "&" + "a" * 300_000 + " b",
        "!" + "a" * 300_000 + " b",
    ],
)
def test_the_steps_are_linear(text: str) -> None:
    with contextlib.suppress(Unreadable):
        within(120 * len(text), partial(load_all, text))


nested: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text("'\"#:-[]{},&*!|>%@` \n\ta1"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=3) | st.text("on1~:#- ", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@patiently
@given(
    nested,
    st.sampled_from([None, True, False]),
    st.sampled_from([None, None, "'", '"', "|", ">"]),
    st.booleans(),
    st.sampled_from([2, 4, 7]),
    st.sampled_from([20, 80, 10_000]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_value_is_where_its_mark_says(
    data: Any, flow: bool | None, style: str | None, start: bool, indent: int, width: int, line_end: str
) -> None:
    text = yaml.safe_dump(
        data,
        default_flow_style=flow,
        default_style=style,
        explicit_start=start,
        indent=indent,
        width=width,
        allow_unicode=start,
        line_break=line_end,
        sort_keys=False,
    )
    try:
        expected = yaml.safe_load(text)
    except yaml.YAMLError:
        return  # what PyYAML dumps it cannot always read
    found, marks = load(text)
    if all(isinstance(key, str) for route in marks for key in route) and "<<" not in text:
        assert repr(as_text(found)) == repr(as_text(expected))
    check(text, found, marks)


def as_text(data: Any) -> Any:
    """Return the data with the keys that a default style makes of other types out of the comparison."""
    if isinstance(data, dict):
        return [as_text(value) for value in data.values()]
    return [as_text(item) for item in data] if isinstance(data, list) else data


maps = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("wxyz"), st.integers(0, 9)),
        st.lists(st.integers(0, 5), max_size=3),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@patiently
@given(maps)
def test_merges_are_those_of_the_specification(drawn: list[tuple[dict[str, int], list[int], bool]]) -> None:
    # https://yaml.org/type/merge.html; PyYAML 6.0.4 lets a key of one letter win over what overrides it.
    lines, expected = [], list[dict[str, int]]()
    for n, (explicit, merged, first) in enumerate(drawn):
        sources = [f"*m{index % n}" for index in merged] if n else []
        merge = [f"<<: [{', '.join(sources)}]" if len(sources) != 1 else f"<<: {sources[0]}"]
        pairs = [f"{key}: {value}" for key, value in explicit.items()]
        lines.append(f"- &m{n} {{{', '.join(merge + pairs if first else pairs + merge)}}}\n")
        merges = [expected[index % n] for index in reversed(merged)] if n else []
        expected.append({key: value for mapping in (*merges, explicit) for key, value in mapping.items()})
    text = "".join(lines)
    data, marks = load(text)
    assert data == expected
    check(text, data, marks)


pieces = st.sampled_from(
    [
        *r"""a b : - ? [ ] { } , &a *a !t <<: ' " # | > >- --- ... % 1 \ !!int a:""".split(),
        " ",
        "  ",
        "\n",
        "\n  ",
        ": ",
        "- ",
        "\t",
        "\r\n",
        "é",
        "\u2028",
    ]
)


@patiently
@given(st.text() | st.lists(pieces, max_size=20).map("".join))
def test_any_text_is_read_or_is_a_fault(text: str) -> None:
    documents, faults = [], []
    try:
        documents = load_all(text)
    except Unreadable as error:
        faults.append(error)
    for fault in faults:
        assert "\n" not in fault.message
        span = fault.location.span
        assert span is not None
        assert min(span.line, span.column) >= 1
    for data, marks in documents:
        assert marks.keys() == dict(values(data)).keys()
        for start, end, value_start, value_end in marks.values():
            assert 0 <= start <= end <= len(text)
            assert 0 <= value_start <= value_end <= len(text)


def test_yaml_is_not_imported_before_it_is_used() -> None:
    code = "import sys, roadworthy.locate.yaml; sys.exit('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
