"""What every mark in a TOML text must hold: used on generated texts, and on the toml-test suite."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import tomli

from roadworthy.core.finding import Route
from roadworthy.locate import Mark
from roadworthy.locate.toml import marks


def problems(text: str) -> list[str]:
    """Return what is wrong with the marks of a text that tomli accepts: nothing, one hopes."""
    data = tomli.loads(text)
    found = marks(text)
    expected = dict(values(data))
    wrong = [f"no mark for {route}" for route in expected.keys() - found.keys()]
    wrong += [f"a mark for {route}, which does not exist" for route in found.keys() - expected.keys()]
    for route in expected.keys() & found.keys():
        fault = _fault(text, route, expected[route], found[route])
        if fault:
            wrong.append(f"{route}: {fault}: {text[found[route].start : found[route].end]!r}")
    return wrong


def values(data: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Yield every value in the data with its route."""
    yield route, data
    if isinstance(data, dict):
        for key, value in data.items():
            yield from values(value, (*route, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from values(value, (*route, index))


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, in type as well, with a NaN equal to itself."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or repr(one) == repr(other)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    return bool(one == other)


def _fault(text: str, route: Route, value: Any, mark: Mark) -> str:
    if not route:
        return "" if mark == (0, 0, 0, len(text)) else "the document's mark is not empty at its start"
    if not 0 <= mark.start <= mark.value_start <= mark.value_end == mark.end <= len(text):
        return "the offsets are not in order"
    whole = text[mark.start : mark.end]
    alone = text[mark.value_start : mark.value_end]
    if whole != whole.strip() or alone != alone.strip():
        return "there is space around it"
    if _is_value(alone, value):
        if mark.start < mark.value_start and not _is_pair(whole, route, value):
            return "the key is another one"
        return ""
    if mark.start < mark.value_start or not isinstance(value, dict | list):
        return "the value is another one"
    return "" if _is_header(whole, route) or _is_dotted(whole, route) else "neither header nor dotted key"


def _is_value(alone: str, value: Any) -> bool:
    try:
        return same(tomli.loads(f"x = [{alone}]"), {"x": [value]})
    except tomli.TOMLDecodeError:
        return False


def _is_pair(whole: str, route: Route, value: Any) -> bool:
    """Return whether the text is `key = value`, with as much of the route as the key has parts."""
    data: Any = tomli.loads(f"x = {{{whole}}}")["x"]
    for length in range(1, len(route) + 1):
        expected = value
        for name in reversed(route[-length:]):
            expected = {name: expected}
        if same(data, expected):
            return True
    return False


def _is_header(whole: str, route: Route) -> bool:
    """Return whether the text is the header of the table, or one of a table inside of it."""
    names = [part for part in route if isinstance(part, str)]
    try:
        return _names(tomli.loads(whole))[: len(names)] == names
    except tomli.TOMLDecodeError:
        return False


def _is_dotted(whole: str, route: Route) -> bool:
    """Return whether the text is a pair with a dotted key that names the table."""
    return route[-1] in _names(tomli.loads(f"x = {{{whole}}}")["x"])[:-1]


def _names(data: Any) -> list[str]:
    """Return the keys on the way down, as long as there is only one way."""
    names = []
    while isinstance(data, list | dict) and len(data) == 1:
        if isinstance(data, list):
            data = data[0]
        else:
            ((name, data),) = data.items()
            names.append(name)
    return names
