"""The modules that names may lead through from the tests, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.project import Layout
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.facts.tests.families import Closed

#: Path of the module, owner and name of a definition.
Key = tuple[str, str, str]
#: What makes objects of the classes that annotations name.
TYPED = frozenset(
    "cattr cattrs dacite dependency_injector dishka fastapi hypothesis injector jsonargparse lagom litestar"
    " marshmallow_dataclass mashumaro msgspec ninja punq pydantic simple_parsing strawberry svcs"
    " typer".split()
)


@dataclass(frozen=True, slots=True)
class World:
    """The modules that names may lead through.

    `tests` are those that run by themselves, and `roots` what of each runs by itself; `helpers` lie with the
    tests, `outside` is neither with them nor in the importable code, which is `own`. `local` are the classes
    with no base from elsewhere that may call what they override. `registers` tells whether a
    decorator hands a definition to someone else, who calls it. `never` holds the identities of tests that
    do not run. `commands` are the targets (`module:function`) of the project's scripts, `plugins` those of
    its other entry points with their group. `given` are further strings that name what runs, as a test would.
    `configured` gives the dotted names in files of settings.
    """

    tests: tuple[ModuleSummary, ...]
    roots: Mapping[str, tuple[Definition, ...]]
    helpers: tuple[ModuleSummary, ...]
    outside: tuple[ModuleSummary, ...]
    own: tuple[ModuleSummary, ...]
    local: Closed
    registers: Callable[[Definition], bool]
    never: frozenset[int] = frozenset()
    commands: Mapping[str, str] = field(default_factory=dict)
    plugins: tuple[tuple[str, str], ...] = ()
    given: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    configured: Callable[[], Iterable[str]] = tuple
    #: Whether a framework finds all modules by itself.
    found_by_itself: bool = False
    #: Functions that a framework which the tests start calls by their names.
    hooks: frozenset[str] = frozenset()
    #: Whether anything makes objects of what annotations name, as pydantic does.
    types_make: bool = False
    #: Attributes that templates read of whatever they are given.
    shown: frozenset[str] = frozenset()
    #: Tests that run as programs.
    programs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reachable:
    """What is reached: definitions by `key_of`, every name that was met, and the modules loaded.

    `at_import` are definitions that run while modules are imported, and are not reached otherwise.
    """

    definitions: frozenset[Key]
    names: frozenset[str]
    loaded: frozenset[str]
    at_import: frozenset[Key] = frozenset()


def key_of(path: str, definition: Definition) -> Key:
    """Return what a definition is known by."""
    return path, definition.owner, definition.name


def imports_in_place(modules: Iterable[ModuleSummary], moved: Mapping[str, str]) -> bool:
    """Tell whether a module imports one that a build moves by where it lies, from the root of the project."""
    tops = {path.partition("/")[0].removesuffix(".py") for path in moved}
    tops.difference_update(path.partition("/")[0].removesuffix(".py") for path in moved.values())
    return any(
        not item.level and item.module.partition(".")[0] in tops for one in modules for item in one.imports
    )


def layout_as_imported(layout: Layout) -> Layout:
    """Return a layout whose packages lie where they are imported from, as `layout.moved` has it."""

    def place(package: str) -> str:
        start = layout.moved.get(f"{package}/__init__.py", "")
        return start.rpartition("/")[0] or package

    return replace(layout, packages=tuple(map(place, layout.packages)), moved={})


def back_in_place(keys: Iterable[Key], back: Mapping[str, str]) -> frozenset[Key]:
    """Return what definitions are known by where their files lie, by paths that they are imported from."""
    return frozenset((back.get(path, path), owner, name) for path, owner, name in keys)
