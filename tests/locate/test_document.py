"""Documents: values by route, typed on the way out, with their places."""

from __future__ import annotations

import pytest

from roadworthy.core.finding import Location
from roadworthy.locate.document import Document

DOCUMENT = Document(
    "a.toml",
    {"project": {"name": "demo", "count": 3, "flag": True, "items": ["x", 1, {"y": None}], "none": None}},
)


@pytest.mark.parametrize(
    ("kind", "route", "value"),
    [
        (str, ("project", "name"), "demo"),
        (int, ("project", "name"), None),
        (int, ("project", "count"), 3),
        (bool, ("project", "flag"), True),
        (int, ("project", "flag"), None),
        (float, ("project", "flag"), None),
        (object, ("project", "flag"), True),
        (str, ("project", "items", 0), "x"),
        (int, ("project", "items", 1), 1),
        (object, ("project", "items", 3), None),
        (str, ("project", "items", "x"), None),
        (str, ("project", "name", 0), None),
        (str, ("project", "absent", "deeper"), None),
        (str, ("absent",), None),
    ],
)
def test_a_value_has_the_type_that_is_asked_for_or_is_none(
    kind: type[object], route: tuple[str | int, ...], value: object
) -> None:
    assert DOCUMENT.get(kind, *route) == value


def test_the_root_is_a_value_too() -> None:
    assert DOCUMENT.get(dict) is DOCUMENT.data


@pytest.mark.parametrize(
    ("route", "is_there"),
    [
        (("project",), True),
        (("project", "items", 2), True),
        (("project", "items", 3), False),
        (("x",), False),
    ],
)
def test_there_is_something_at_a_route_or_not(route: tuple[str | int, ...], is_there: bool) -> None:
    assert DOCUMENT.has(*route) is is_there


def test_items_of_arrays_and_tables_come_with_their_places() -> None:
    assert list(DOCUMENT.each(str, "project", "items")) == [
        (Location("a.toml", ("project", "items", 0)), "x")
    ]
    assert list(DOCUMENT.each(object, "project", "items"))[1:] == [
        (Location("a.toml", ("project", "items", 1)), 1),
        (Location("a.toml", ("project", "items", 2)), {"y": None}),
    ]
    assert list(DOCUMENT.each(int, "project")) == [(Location("a.toml", ("project", "count")), 3)]
    assert list(DOCUMENT.each(str, "project", "name")) == []
    assert list(DOCUMENT.each(str, "absent")) == []


def test_a_route_has_a_location_whether_or_not_anything_is_there() -> None:
    assert DOCUMENT.at("absent", 3) == Location("a.toml", ("absent", 3))
