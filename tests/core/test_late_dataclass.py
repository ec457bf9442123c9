"""Dataclasses whose methods come late are what those of the standard library are."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any, ClassVar
from unittest import mock

import pytest

from roadworthy.core import late_dataclass
from roadworthy.core.late_dataclass import dataclass, field

OPTIONS = [
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"eq": False, "slots": True},
    {"init": False, "slots": True},
]
_PLAIN = (bool, dict, int, list, str, tuple)


def body(make: Any, **options: bool) -> Any:
    """Return a class with a field of each kind, as `make` makes a dataclass of it."""

    class Part:
        """A part."""

        shared: ClassVar[int] = 1
        name: str
        number: int = 7
        parts: list[int] = dataclasses.field(default_factory=list)
        silent: str = dataclasses.field(default="x", repr=False, compare=False)
        made: str = dataclasses.field(init=False)
        later: dict[str, int] = dataclasses.field(default_factory=dict, init=False, hash=False)
        fixed: int = dataclasses.field(default=3, init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "made", self.name.upper())

    return make(**options)(Part)


def did(call: Any) -> Any:
    """Return what a call returns, or what it raises as text."""
    try:
        return call()
    except (AttributeError, TypeError) as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("options", OPTIONS)
def test_both_do_the_same(options: dict[str, bool]) -> None:
    told = []
    for make in (dataclasses.dataclass, dataclass):
        one = body(make, **options)
        values: list[Any] = [
            did(lambda one=one: repr(one("a"))),
            did(lambda one=one: repr(one("a", 1, parts=[2], silent="y"))),
            did(lambda one=one: one()),
            did(lambda one=one: one("a", 1, [], "", "b")),
            did(lambda one=one: one("a", made="b")),
            did(lambda one=one: one("a", silent="y") == one("a", 7, [])),
            did(lambda one=one: one("a") == one("b")),
            did(lambda one=one: one("a") == 1),
            did(lambda one=one: isinstance(hash(one("a", parts=())), int)),
            did(lambda one=one: hash(one("a", parts=()))) == hash(("a", 7, (), "A", 3)),
            did(lambda one=one: setattr(one("a"), "name", "b")),
            did(lambda one=one: delattr(one("a"), "name")),
            did(lambda one=one: one("a").parts is one("a").parts),
            did(lambda one=one: dataclasses.replace(one("a"), number=2).number),
            did(lambda one=one: dataclasses.asdict(one("a"))),
            did(lambda one=one: copy.copy(one("a", 2)).number),
            one.__match_args__,
            str(one.__dataclass_params__),
            [item.name for item in dataclasses.fields(one)],
            (one.__doc__, one.__qualname__, one.__init__.__qualname__, one.shared),
        ]
        told.append([value if isinstance(value, _PLAIN) else type(value).__name__ for value in values])
    for theirs, ours in zip(*told, strict=True):
        assert theirs == ours


@dataclass(frozen=True, slots=True)
class Placed:
    """What a test pickles."""

    at: tuple[int, int]
    seen: dict[str, int] = field(default_factory=dict, compare=False)


@dataclasses.dataclass(frozen=True)
class Heir(Placed):
    """What inherits, made by the standard library."""

    more: int = 0


@dataclass(frozen=True, slots=True)
class LateHeir(Placed):
    """What inherits, made late."""

    more: int = 0

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return "mine"


@pytest.mark.parametrize("slots", [False, True])
def test_what_is_frozen_takes_no_other_attributes(slots: bool) -> None:
    one = body(dataclass, frozen=True, slots=slots)("a")
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'other'"):
        one.other = "b"
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'other'"):
        del one.other


def test_objects_are_pickled_inherited_from_and_compared() -> None:
    one = Placed((1, 2), {"a": 1})
    assert pickle.loads(pickle.dumps(one)) == one == Placed((1, 2))
    assert len({one, Placed((1, 2)), Placed((2, 2))}) == 2
    assert Heir((1, 2), more=3) == Heir((1, 2), {}, 3) != one
    assert (hash(LateHeir((1, 2))), repr(LateHeir((1, 2)))) == (7, "mine")
    with pytest.raises(dataclasses.FrozenInstanceError):
        LateHeir((1, 2)).more = 4  # type: ignore[misc]


def test_no_method_is_written_before_it_is_called_and_each_once() -> None:
    written = mock.Mock(wraps=exec)
    with mock.patch.object(late_dataclass, "exec", written, create=True):
        one = body(dataclass, frozen=True, slots=True)
        assert written.call_count == 0
        first, second = one("a"), one("a")
        assert written.call_count == 1
        assert first == second
        assert written.call_count == 2
