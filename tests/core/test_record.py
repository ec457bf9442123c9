"""Our dataclasses do what the standard library's do; its functions take one for the other."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest

from roadworthy.core import record
from roadworthy.core.dataclass import dataclass

SOURCE = Path(__file__).parents[2] / "src" / "roadworthy"


def shapes(made: ModuleType, **options: bool) -> dict[str, Any]:
    """Return classes of many shapes, all made dataclasses by one module."""
    dataclass, field = made.dataclass, made.field

    @dataclass(**options)
    class Plain:
        name: str
        number: int = 3
        items: tuple[str, ...] = ()

        def doubled(self) -> int:
            return self.number * 2

    @dataclass(**options)
    class Odd:
        shared: ClassVar[int] = 7
        made: list[int] = field(default_factory=list, hash=False)
        hidden: str = field(default="h", repr=False)
        apart: int = field(default=1, compare=False)
        own: int = field(default=5, init=False)
        late: int = field(init=False, default_factory=lambda: 6)

    @dataclass(**options)
    class Empty:
        pass

    @dataclass(**options)
    class Own:
        name: str

        def __repr__(self) -> str:
            return "own"

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 1

    @dataclass(**options)
    class More(Plain):
        further: str = "f"
        number: int = 4

    @dataclass(**options)
    class After:
        name: str

        def __post_init__(self) -> None:
            if self.name == "wrong":
                raise ValueError(self.name)

    @dataclass(init=False, **options)
    class Filled:
        names: tuple[str, ...]

        def __init__(self, *names: str) -> None:
            object.__setattr__(self, "names", names)

    return {name: value for name, value in locals().items() if isinstance(value, type)}


OPTIONS = [
    {},
    {"slots": True},
    {"frozen": True},
    {"frozen": True, "slots": True},
    {"eq": False, "slots": True},
    {"eq": False},
]


@pytest.fixture(params=OPTIONS, ids=lambda options: "-".join(options) or "none")
def options(request: pytest.FixtureRequest) -> dict[str, bool]:
    return dict(request.param)


@pytest.fixture
def ours(options: dict[str, bool]) -> SimpleNamespace:
    return SimpleNamespace(**shapes(record, **options))


@pytest.fixture
def theirs(options: dict[str, bool]) -> SimpleNamespace:
    return SimpleNamespace(**shapes(dataclasses, **options))


CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("Plain", ("a",), {}),
    ("Plain", ("a", 1), {"items": ("x",)}),
    ("Plain", (), {"name": "a"}),
    ("Plain", (), {}),
    ("Plain", ("a", 1, (), 2), {}),
    ("Plain", ("a",), {"name": "b"}),
    ("Plain", ("a",), {"other": 1}),
    ("Odd", (), {}),
    ("Odd", ([1],), {"hidden": "i", "apart": 2}),
    ("Odd", (), {"own": 1}),
    ("Empty", (), {}),
    ("Empty", (1,), {}),
    ("Own", ("a",), {}),
    ("More", ("a", 1, (), "g"), {}),
    ("More", ("a",), {}),
    ("After", ("right",), {}),
    ("After", ("wrong",), {}),
    ("Filled", ("a", "b"), {}),
]


def outcome(act: Callable[[], Any]) -> Any:
    """Return what comes of an act: a text, or the error."""
    try:
        return str(act())
    except (TypeError, ValueError, AttributeError) as error:
        return type(error), str(error)


@pytest.mark.parametrize(("name", "values", "named"), CALLS)
def test_values_are_made_shown_and_changed_alike(
    ours: Any, theirs: Any, name: str, values: tuple[Any, ...], named: dict[str, Any]
) -> None:
    def each(found: Any, made: ModuleType) -> list[Any]:
        kind = getattr(found, name)
        first = outcome(lambda: kind(*values, **named))
        again = outcome(lambda: kind(*values, **named))
        acts = [
            lambda: made.replace(kind(*values, **named)),
            lambda: made.replace(kind(*values, **named), name="z"),
            lambda: dataclasses.replace(kind(*values, **named)),
            lambda: dataclasses.asdict(kind(*values, **named)),
            lambda: copy.copy(kind(*values, **named)),
            lambda: copy.deepcopy(kind(*values, **named)),
            lambda: setattr(kind(*values, **named), "name", "z"),
            lambda: delattr(kind(*values, **named), "name"),
            lambda: setattr(kind(*values, **named), "unknown", "z"),
            lambda: vars(kind(*values, **named)),
        ]
        return [first, again, *map(outcome, acts)]

    def plain(found: list[Any]) -> list[str]:
        # Where there are slots, the standard library's stumbles over names that are no fields.
        return ["refused" if re.search(r"super\(|FrozenInstance", str(item)) else str(item) for item in found]

    assert plain(each(ours, record)) == plain(each(theirs, dataclasses))


def _count(value: Any) -> int:
    return len({value, copy.copy(value)})


def test_values_are_equal_and_have_hashes_alike(ours: Any, theirs: Any) -> None:
    def each(found: Any) -> list[Any]:
        one = [found.Plain("a"), found.Plain("a"), found.Plain("b"), found.More("a"), found.Empty()]
        one += [found.Odd([1]), found.Odd([2]), found.Odd([1], apart=9), found.Own("a"), found.Own("b")]
        equal = [[left == right for right in one] for left in one]
        hashes = [outcome(partial(_count, value)) for value in one]
        return [equal, hashes, found.Plain("a") != found.Plain("b"), found.Plain("a") == "a"]

    assert each(ours) == each(theirs)


def test_classes_tell_the_same_of_themselves(ours: Any, theirs: Any) -> None:
    for name, kind in vars(ours).items():
        other: Any = getattr(theirs, name)
        asked = [dataclasses.is_dataclass(kind), record.is_dataclass(kind), record.is_dataclass(other)]
        assert all(asked)
        assert kind.__match_args__ == other.__match_args__
        assert kind.__qualname__ == other.__qualname__
        assert hasattr(kind, "__slots__") == hasattr(other, "__slots__")
        names = "name type init repr compare hash".split()
        told = [[str(getattr(item, attribute)) for attribute in names] for item in dataclasses.fields(kind)]
        assert told == [[str(getattr(item, it)) for it in names] for item in dataclasses.fields(other)]
        assert told == [[str(getattr(item, it)) for it in names] for item in record.fields(kind)]
        assert [item.name for item in record.fields(other)] == [item[0] for item in told]


def test_no_method_is_compiled_before_it_is_called() -> None:
    kind = shapes(record, frozen=True, slots=True)["Plain"]
    names = ("__init__", "__eq__", "__hash__")

    def compiled() -> list[str]:
        return [name for name in names if vars(kind)[name].__qualname__.endswith(f"Plain.{name}")]

    assert compiled() == []
    value = kind("a")
    assert compiled() == ["__init__"]
    assert len({value, kind("a")}) == 1
    assert compiled() == list(names)
    assert list(inspect.signature(kind).parameters) == ["name", "number", "items"]


def test_a_class_may_be_made_of_the_other_kind() -> None:
    @dataclasses.dataclass(frozen=True)
    class Theirs(shapes(record, frozen=True)["Plain"]):  # type: ignore[misc]
        last: int = 9

    @record.dataclass(frozen=True)
    class Ours(shapes(dataclasses, frozen=True)["Plain"]):  # type: ignore[misc]
        last: int = 9

    for kind in (Theirs, Ours):
        assert kind("a", 1, (), 2) == kind("a", 1, last=2) != kind("a", 1)
        assert [item.name for item in record.fields(kind)] == ["name", "number", "items", "last"]
        assert [item.name for item in dataclasses.fields(kind)] == ["name", "number", "items", "last"]
        assert record.replace(kind("a"), last=3) == dataclasses.replace(kind("a"), last=3)


def test_a_class_that_adds_nothing_to_a_frozen_one_has_attributes_of_its_own() -> None:
    class Loose(shapes(record, frozen=True)["Plain"]):  # type: ignore[misc]
        pass

    loose = Loose("a")
    loose.extra = 1
    assert loose.extra == 1
    del loose.extra
    with pytest.raises(dataclasses.FrozenInstanceError):
        loose.name = "b"


def test_a_default_that_could_change_is_refused() -> None:
    with pytest.raises(ValueError, match="default_factory"):

        @record.dataclass
        class Wrong:
            items: list[int] = []  # noqa: RUF012


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes to another process."""

    name: str
    rest: tuple[int, ...] = (1,)


def test_values_go_to_other_processes() -> None:
    assert pickle.loads(pickle.dumps(Sent("a"))) == Sent("a")


def test_the_engine_defines_no_other_kind() -> None:
    """One import of the standard library's module costs as much as forty of our classes."""
    allowed = {"core/dataclass.py", "core/record.py", "report/fact_page.py"}
    found = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        # A start has nothing of what helps to test rules.
        if "testing" not in path.relative_to(SOURCE).parts
        and re.search(r"^\s*(from|import) dataclasses\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == allowed


def test_a_start_does_without_the_standard_library_s() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, roadworthy.core.result; print('dataclasses' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
