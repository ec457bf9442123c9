"""Places in JSON: every value has one, and its text is that value."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roadworthy.core.finding import Route
from roadworthy.locate import DEEPEST, nearest
from roadworthy.locate.json import locate, marks
from tests.counting import calls

#: Machines that run tests are busy.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOTEBOOK = """\
{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "source": [
    "import numpy as np\\n",
    "print(\\"[{,:\\")"
   ]
  }
 ],
 "metadata": {"kernelspec" : {}}, "nbformat": 4
}
"""


def values(data: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    yield route, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from values(value, (*route, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from values(value, (*route, index))


def check(text: str) -> None:
    """Assert that exactly the values of the text have marks, and that they lead to them."""
    data = json.loads(text)
    expected = dict(values(data))
    found = marks(text)
    assert found.keys() == expected.keys()
    for route, value in expected.items():
        mark = found[route]
        assert repr(json.loads(text[mark.value_start : mark.value_end])) == repr(value)
        whole = text[mark.start : mark.end]
        if not route:
            assert mark.start == mark.end == mark.value_start
        elif isinstance(route[-1], str):
            assert repr(json.loads(f"{{{whole}}}")) == repr({route[-1]: value})
            assert whole.startswith('"')
        else:
            assert mark.start == mark.value_start
        assert whole == whole.strip()
        assert locate(text, route) == mark


@pytest.mark.parametrize(
    ("route", "whole"),
    [
        (("cells", 0, "cell_type"), '"cell_type": "code"'),
        (("cells", 0, "execution_count"), '"execution_count": null'),
        (("cells", 0, "source", 1), '"print(\\"[{,:\\")"'),
        (("metadata",), '"metadata": {"kernelspec" : {}}'),
        (("nbformat",), '"nbformat": 4'),
    ],
)
def test_the_place_of_each_kind_of_value(route: Route, whole: str) -> None:
    mark = locate(NOTEBOOK, route)
    assert NOTEBOOK[mark.start : mark.end] == whole
    check(NOTEBOOK)


def test_what_does_not_exist_is_reported_at_its_nearest_parent() -> None:
    found = marks(NOTEBOOK)
    assert locate(NOTEBOOK, ("cells", 0, "source", 2)) == found["cells", 0, "source"]
    assert locate(NOTEBOOK, ("cells", 1, "source")) == found["cells",]
    assert locate(NOTEBOOK, ("cells", "0")) == found["cells",]
    assert locate(NOTEBOOK, ("nbformat", "x", 3)) == found["nbformat",]
    assert locate(NOTEBOOK, ("nothing",)) == found[()]


@pytest.mark.parametrize(
    "text",
    [
        "1",
        " [ ] ",
        "{}",
        '""',
        "[NaN, -Infinity, 1e-5,true]",
        '\r\n{"" : {"":[[]]}}\t',
        '"\\"[\\\\"',
        '["\u2028"]',
    ],
)
def test_odd_but_valid(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": {"x": 1, "y": [2]}, "b": 0, "a": {"x": 3}}',
        '{"a": [1, 2, 3], "a": [4]}',
        '{"a": {"b": {"c": 1}, "b": {"d": 1}}, "a": 5, "a": {"b": 1}}',
        '{"a": {"x": 1}, "\\u0061": null}',
    ],
)
def test_of_equal_keys_the_last_one_counts(text: str) -> None:
    check(text)


nested: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text('"\\[]{},:'),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=3), inner, max_size=5),
    max_leaves=20,
)


@patiently
@given(nested, st.sampled_from([None, 0, 1, "\t"]), st.booleans())
def test_every_value_is_where_its_mark_says(data: Any, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    check(text)
    check(text.replace("\n", "\r\n"))


def with_twins(data: Any, choose: random.Random) -> str:
    """Return JSON in which keys come twice."""
    if isinstance(data, dict):
        pairs = [f"{json.dumps(key)}:{with_twins(value, choose)}" for key, value in data.items()]
        return "{" + ",".join(pairs + pairs[: choose.randint(0, 3)]) + "}"
    if isinstance(data, list):
        return "[" + " , ".join(with_twins(item, choose) for item in data) + "]"
    return json.dumps(data)


twins = st.recursive(
    st.integers(0, 9),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner) | st.lists(inner, max_size=2),
    max_leaves=20,
)


@patiently
@given(st.lists(twins, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_every_value_is_where_its_mark_says_also_with_equal_keys(data: Any, choose: random.Random) -> None:
    check("{" + ",".join(f'"{choose.choice("ab")}": {with_twins(item, choose)}' for item in data) + "}")


@patiently
@given(nested, st.lists(st.text(max_size=2) | st.integers(0, 3), max_size=5))
def test_locating_one_route_agrees_with_all_marks(data: Any, route: list[str | int]) -> None:
    text = json.dumps(data)
    assert locate(text, tuple(route)) == nearest(marks(text), tuple(route))[1]


@patiently
@given(st.text() | st.text('[]{}:,"\\ 1a\n'))
def test_other_texts_end_in_a_value_error_at_worst(text: str) -> None:
    try:
        json.loads(text)
    except ValueError:
        for attempt in (marks, lambda text: locate(text, ("a", 0))):
            try:
                attempt(text)
            except ValueError:
                continue
    else:
        check(text)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_hundred_thousand_levels(opening: str, closing: str) -> None:
    # json.loads itself gives up on this with a RecursionError.
    text = opening * 100_000 + "1" + closing * 100_000
    assert len(marks(text)) == DEEPEST + 1
    route: Route = ((0,) if opening == "[" else ("a",)) * 90
    mark = locate(text, route)
    assert text[mark.value_start : mark.value_end].startswith(opening * (100_000 - 90) + "1")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, '"' + "a" * 200_000, "", "[1", "[1}"[:1]])
def test_what_never_ends_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        marks(text)


def test_the_number_of_marks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.locate.json.MOST", 1_000)
    assert len(marks("[" + "1," * 2_000 + "1]")) == 1_000


def test_the_steps_of_many_equal_keys_are_linear() -> None:
    counted = []
    for number in (5_000, 20_000):
        text = '{"a": {' + ",".join('"b": {"c": [1, 2]}' for _ in range(number)) + '}, "z": 1}'
        assert len(marks(text)) == 7
        assert text[slice(*locate(text, ("a", "b", "c", 1))[:2])] == "2"
        counted.append((calls(partial(marks, text)), calls(partial(locate, text, ("a", "b", "c", 1)))))
    assert all(many < 5 * few for few, many in zip(*counted, strict=True))


def large_notebook() -> str:
    lines = [f"value_{n} = compute({n!r}, 'x')\n" for n in range(20)]
    png = {
        "output_type": "display_data",
        "data": {"image/png": "iVBORw0KGgo" * 3_000, "text/plain": ["<Figure>"]},
    }
    table = {"output_type": "execute_result", "data": {"text/html": ['<tr><td>"1"</td></tr>\n'] * 200}}
    cells = [
        {"cell_type": "code", "execution_count": n, "metadata": {}, "outputs": [png, table], "source": lines}
        for n in range(50)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}, indent=1)


def test_a_large_notebook_takes_few_steps() -> None:
    text = large_notebook()
    assert len(text) > 2_000_000
    find = partial(locate, text, ("cells", 49, "source", 19))
    mark = find()
    assert calls(find) < 2_000
    assert json.loads(text[mark.start : mark.end]) == "value_19 = compute(19, 'x')\n"
    assert marks(text)["cells", 49, "source", 19] == mark
