"""Values as JSON data and back, by their types: what a worker hands over, and what is kept between runs.

A value is written as its type says, and nothing but that type is made of what is read: JSON decides on no
class. A dataclass is the list of its fields' values; where several may stand, its name goes before them.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from sys import intern
from typing import Any, Literal, NoReturn, Union, get_args, get_origin, get_type_hints

from roadworthy.core.flat_set import FlatSet

#: What JSON has as it is.
_SIMPLE = (str, int, float, bool, type(None))
#: From a value to data, or back; None where both are the same.
_Turn = Callable[[Any], Any] | None


def to_data(value: Any, kind: Any, apart: tuple[str, ...] = ()) -> Any:
    """Return a value of a type as what JSON can hold; raises `TypeError` for what is not plain data.

    Of a dataclass, the fields `apart` are left out.
    """
    turn = (_dataclass(kind, apart) if apart else _turns(kind))[0]
    return value if turn is None else turn(value)


def from_data(data: Any, kind: Any, apart: Mapping[str, Any] | None = None) -> Any:
    """Return the value of a type that `to_data` made data of; `apart` are the fields that it left out.

    Raises `TypeError` for the type; for other data, also `ValueError`, `KeyError`, `IndexError`.
    """
    if apart:
        return replace(_dataclass(kind, tuple(apart))[1](data), **apart)  # type: ignore[misc]
    turn = _turns(kind)[1]
    return data if turn is None else turn(data)


@cache
def _turns(kind: Any) -> tuple[_Turn, _Turn]:
    """Return how a type is written and how it is read."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is str or (origin is Literal and isinstance(arguments[0], str)):
        return None, _text
    if kind in _SIMPLE or origin is Literal:
        return None, None
    if kind is Any:
        return _checked, None
    if kind is bytes:
        return lambda value: value.decode("latin-1"), lambda data: data.encode("latin-1")
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is FlatSet:
        # What is written is in order.
        return _many(arguments[0], FlatSet.in_order, _same)
    if origin in (frozenset, list):
        return _many(arguments[0], origin, lambda values: sorted(values) if origin is frozenset else values)
    if origin in (dict, Mapping):
        return _mapping(arguments)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.name, lambda data: kind[data]
    if not is_dataclass(kind):
        _refuse(kind)
    return _dataclass(kind)


def _refuse(kind: Any) -> NoReturn:
    raise TypeError(f"`{kind!r}` is not plain data")


def _checked(value: Any) -> Any:
    """Return a value that is written without a type, if JSON gives back the same."""
    if isinstance(value, list):
        return [_checked(item) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _checked(item) for key, item in value.items()}
    if type(value) not in _SIMPLE:
        _refuse(type(value))
    return value


def _many(kind: Any, make: Callable[[Any], Any], order: Callable[[Any], Any]) -> tuple[_Turn, _Turn]:
    write, read = _turns(kind)
    if kind is str:
        return lambda value: list(order(value)), _texts(make)
    if write is None and read is None:
        return lambda value: list(order(value)), None if make is list else make
    one, other = write or _same, read or _same
    return lambda value: list(map(one, order(value))), lambda data: make(map(other, data))


def _text(data: Any) -> Any:
    """Return a text that is held once: names, paths and kinds are the same in most files."""
    return intern(data) if type(data) is str else data


def _texts(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what reads several texts, each held once (see `_text`)."""
    nothing = make(())

    def read(data: Any) -> Any:
        if not data:
            return [] if make is list else nothing
        try:
            # A set that grows keeps room for more; a copy of it takes what it needs.
            return make({*map(intern, data)} if make is frozenset else map(intern, data))
        except TypeError:  # a pack gave what it did not promise
            return make(data)

    return read


def _tuple(kinds: tuple[Any, ...]) -> tuple[_Turn, _Turn]:
    if len(kinds) == 2 and kinds[1] is ...:
        return _many(kinds[0], tuple, _same)
    turns = [_turns(kind) for kind in kinds]
    writes = [write or _same for write, _ in turns]
    reads = [read or _same for _, read in turns]

    def write(value: Any) -> Any:
        return [turn(item) for turn, item in zip(writes, value, strict=True)]

    return write, lambda data: tuple(turn(item) for turn, item in zip(reads, data, strict=True))


def _mapping(kinds: tuple[Any, ...]) -> tuple[_Turn, _Turn]:
    if kinds[0] is not str:
        write, read = _many(tuple.__class_getitem__(kinds), tuple, _same)
        return lambda value: write(value.items()), lambda data: dict(read(data))  # type: ignore[misc]
    writes, reads = (turn or _same for turn in _turns(kinds[1]))
    return (
        lambda value: {key: writes(item) for key, item in value.items()},
        lambda data: {key: reads(item) for key, item in data.items()},
    )


def _union(kinds: tuple[Any, ...]) -> tuple[_Turn, _Turn]:
    """Return the turns of `X | None`, of simple types, or of dataclasses, told apart by their names."""
    others = [kind for kind in kinds if kind is not type(None)]
    if all(kind in _SIMPLE for kind in others):
        return None, _text if str in others else None
    if len(others) == 1:
        write, read = _turns(others[0])
        return write and _unless_none(write), read and _unless_none(read)
    named = {kind.__name__: (kind, *_turns(kind)) for kind in others if isinstance(kind, type)}
    if len(named) < len(others):
        _refuse(kinds)

    def write_one(value: Any) -> Any:
        if value is None:
            return None
        turn = named[type(value).__name__][1]
        return [type(value).__name__, turn(value) if turn else value]

    def read_one(data: Any) -> Any:
        if data is None:
            return None
        turn = named[data[0]][2]
        return turn(data[1]) if turn else data[1]

    return write_one, read_one


def _unless_none(turn: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else turn(value)


def _dataclass(kind: Any, apart: tuple[str, ...] = ()) -> tuple[_Turn, _Turn]:
    try:
        hints = get_type_hints(kind)
    except NameError as error:
        raise TypeError(f"`{kind.__name__}` names a type that is known to type checkers alone") from error
    names = [item.name for item in fields(kind) if item.name not in apart]
    turns = [_turns(hints[name]) for name in names]
    writes = [(name, write or _same) for name, (write, _) in zip(names, turns, strict=True)]
    reads = [(number, read) for number, (_, read) in enumerate(turns) if read is not None]
    count = len(names)
    # A class that makes its own constructor gets its fields one by one.
    whole = kind.__dataclass_params__.init and not apart
    made = kind if whole else lambda *values: _filled(kind, [*names, *apart], (*values, *[None] * len(apart)))

    def write_all(value: Any) -> Any:
        if type(value) is not kind:
            _refuse(type(value))
        return [turn(getattr(value, name)) for name, turn in writes]

    def read_all(data: Any) -> Any:
        values = list(data)
        if len(values) != count:
            raise ValueError(f"{len(values)} values for the {count} fields of `{kind.__name__}`")
        for number, turn in reads:
            values[number] = turn(values[number])
        return made(*values)

    return write_all, read_all


def _filled(kind: Any, names: list[str], values: tuple[Any, ...]) -> Any:
    found = object.__new__(kind)
    for name, value in zip(names, values, strict=True):
        object.__setattr__(found, name, value)
    return found


def _same(value: Any) -> Any:
    return value
