"""Places in a notebook, which is scanned once however many routes are asked for."""

from __future__ import annotations

import json

import pytest

from roadworthy.core.finding import Route
from roadworthy.locate import nearest
from roadworthy.locate.json import Cells, locate, marks

CELLS = [
    {"cell_type": "code", "source": ["x = 1\n", "y = '[{'"], "outputs": [{"text": ["]}"]}]},
    {"cell_type": "markdown", "source": [], "metadata": {}},
]
TEXT = json.dumps({"metadata": {"kernelspec": {"name": "python3"}}, "cells": CELLS, "nbformat": 4}, indent=1)
OLD = json.dumps({"worksheets": [{"cells": CELLS}], "nbformat": 3})
ROUTES: list[Route] = [
    (),
    ("cells",),
    ("cells", 0),
    ("cells", 0, "source", 1),
    ("cells", 0, "source", 9),
    ("cells", 0, "outputs", 0, "text", 0),
    ("cells", 1, "metadata"),
    ("cells", 7, "source"),
    ("metadata", "kernelspec", "name"),
    ("metadata", "cells"),
    ("nothing", "cells", 0),
]


@pytest.mark.parametrize("route", ROUTES)
def test_each_route_has_the_place_that_a_scan_of_everything_gives(route: Route) -> None:
    assert Cells(TEXT).locate(route) == nearest(marks(TEXT), route)[1]


def test_a_cell_of_an_old_notebook_lies_in_a_worksheet() -> None:
    route = ("worksheets", 0, "cells", 0, "source", 1)
    mark = Cells(OLD).locate(route)
    assert json.loads(OLD[mark.value_start : mark.value_end]) == "y = '[{'"


def test_the_order_of_questions_changes_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadworthy.locate.json.MOST", 50)
    cells = Cells(TEXT)
    for _ in range(3):
        assert [cells.locate(route) for route in ROUTES] == [Cells(TEXT).locate(route) for route in ROUTES]


def test_what_is_held_of_cells_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({"cells": [{"source": ["x"] * 20} for _ in range(30)]})
    monkeypatch.setattr("roadworthy.locate.json.MOST", 100)
    cells = Cells(text)
    for number in range(30):
        mark = cells.locate(("cells", number, "source", 19))
        assert text[mark.value_start : mark.value_end] == '"x"'
        assert sum(map(len, cells.inside.values())) <= 100 + 22


@pytest.mark.parametrize("inner", ["[" * 5_000 + "]" * 5_000, '{"a":' * 5_000 + '"]}"' + "}" * 5_000])
def test_what_is_nested_too_deeply_for_the_decoder_is_passed_by(inner: str) -> None:
    text = f'[{inner}, [1, "]"], 7]'
    for route, value in (((1, 1), '"]"'), ((2,), "7")):
        mark = locate(text, route)
        assert text[mark.value_start : mark.value_end] == value
