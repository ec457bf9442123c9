"""The fact `Uses`: what the code imports of others, and who declares it. Nothing is ever installed or run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from packaging.utils import canonicalize_name

from roadworthy.core.fact import fact
from roadworthy.core.finding import Location
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.data.standard_library import is_standard
from roadworthy.facts.dependencies.dependency import Dependency
from roadworthy.facts.dependencies.fully_declared import fully_declared
from roadworthy.facts.dependencies.lock import LockFile
from roadworthy.facts.dependencies.modulemap import brought, known_part, providers, usual_module
from roadworthy.facts.dependencies.provided import provides, with_implied
from roadworthy.facts.metadata import Pyproject, SetupFiles
from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.project import Layout, Profile, certain_modules
from roadworthy.facts.python import Import, ModuleSummary
from roadworthy.settings.config import Config
from roadworthy.tree.roles import path_words
from roadworthy.tree.tree import Tree

#: Names of groups and extras that only developers install.
_DEVELOPMENT = frozenset(
    "ci dev develop development doc docs lint linting test testing tests type types typing".split()
)
#: Parts of a path that speak of something optional, whatever imports it.
_OPTIONAL = frozenset(
    "adapters addons backends benchmarks connectors contrib dialects drivers engines ext extensions extra"
    " extras hooks integration integrations loaders plugin plugins providers pytest_plugin vendors".split()
)
#: Roles of notebooks that are not run for the project's sake.
_READ = frozenset(("test", "documentation", "vendored"))

_Places = tuple[list[Location], list[Location], list[Location]]


@dataclass(frozen=True, slots=True)
class Use:
    """A module of others that is imported: its dotted name, the places, and who is known to provide it.

    `providers` are normalised names of distributions, the usual one first, empty where none is known.
    `places` are those in modules and in notebooks of tests and documentation, `certain` those of them where
    package code imports it without any condition, `notebooks` those in other notebooks. `declared` says who
    gets it: `runtime`, `development` or "".
    `locked` is the provider that a lock file pins for run time, or ""; `brought` the declared distribution
    with which a provider is installed wherever that is, or "".
    """

    module: str
    places: tuple[Location, ...]
    certain: tuple[Location, ...]
    notebooks: tuple[Location, ...]
    providers: tuple[str, ...]
    declared: str
    locked: str = ""
    brought: str = ""


@dataclass(frozen=True, slots=True)
class Uses:
    """What is imported of others, by module.

    `fully_declared` tells whether all that the project declares is known without running anything. Where
    it is not, nothing can be said to be missing or unused.
    """

    each: tuple[Use, ...] = field(repr=False)
    fully_declared: bool

    def __len__(self) -> int:
        return len(self.each)


@fact
def uses(
    tree: Tree,
    config: Config,
    pyproject: Pyproject | None,
    setup: SetupFiles,
    layout: Layout,
    profile: Profile,
    modules: tuple[ModuleSummary, ...],
    notebooks: tuple[NotebookSummary, ...],
    dependencies: tuple[Dependency, ...],
    locks: tuple[LockFile, ...],
) -> Uses:
    """Compare the imports of all modules and notebooks with the declared dependencies."""
    own = _own(tree, pyproject, layout)
    certain = certain_modules(tree, pyproject, layout, profile, modules, setup)
    found: dict[str, _Places] = {}
    for module in modules:
        # The imports of a script that is a notebook are among those of notebooks.
        for item in module.imports if module.role != "notebook" else ():
            name = _foreign(item, own)
            if name:
                at = Location(module.path, (f"import {name}",), item.span)
                places, sure, _ = found.setdefault(name, ([], [], []))
                places.append(at)
                if module.path in certain and not item.guarded and not _optional(module.path, name):
                    sure.append(at)
    for notebook in notebooks:
        # Notebooks among tests are what is tested with, and are rarely run.
        for text, at in notebook.imports if notebook.role != "test" else ():
            name = known_part(text) if _is_foreign(text, own) else ""
            # An import that is indented stands below a condition.
            if name and notebook.language == "python" and at.span and at.span.column == 1:
                everywhere, _, run = found.setdefault(name, ([], [], []))
                # What tests read is data, and what explains is for those who have what it shows.
                (everywhere if notebook.role in _READ else run).append(at)
    table = _modules_option(config)
    runtime, development = _declared(dependencies)
    pinned = [item for lock in locks for item in lock.packages if item.own]
    roots = runtime.union(*(item.needs for item in pinned))
    locked = frozenset[str]().union(*(lock.closure(roots) for lock in locks))
    bringers = _bringers(dependencies)
    return Uses(
        tuple(
            _use(name, found[name], table, runtime, development, locked, bringers) for name in sorted(found)
        ),
        fully_declared(tree, pyproject, setup, dependencies),
    )


def _use(
    name: str,
    places: _Places,
    table: Mapping[str, tuple[str, ...]],
    runtime: frozenset[str],
    development: frozenset[str],
    locked: frozenset[str],
    bringers: Mapping[str, str],
) -> Use:
    top = name.partition(".")[0]
    known = table.get(name) or table.get(top) or providers(name)
    if not known and canonicalize_name(top) in locked:
        known = (canonicalize_name(top),)
    declared_for = ""
    for word, declared in (("development", development), ("runtime", runtime)):
        if provides(name, known, declared):
            declared_for = word
    found = next((item for item in known if item in locked), "")
    everywhere, certain, notebooks = map(tuple, places)
    bringer = next((bringers[item] for item in known[:1] if item in bringers), "")
    return Use(name, everywhere, certain, notebooks, known, declared_for, found, bringer)


def _declared(dependencies: tuple[Dependency, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """Return what is there at run time, with what that brings along for good, and what developers have."""
    runtime, development = set[str](), set[str]()
    for item in dependencies:
        if item.kind == "group" or (item.kind == "extra" and item.set.lower() in _DEVELOPMENT):
            development.add(item.name)
        elif item.kind != "build":
            runtime.add(item.name)
    return with_implied(runtime), frozenset(development)


def _bringers(dependencies: tuple[Dependency, ...]) -> dict[str, str]:
    """Return what comes along with what is needed at run time, each with the first that brings it."""
    found: dict[str, str] = {}
    for item in dependencies:
        if item.kind == "runtime" and item.requirement is not None and item.requirement.marker is None:
            # An extra is mostly named for what it brings: `python-jose[cryptography]`.
            for name in (*brought(item.name), *map(canonicalize_name, item.requirement.extras)):
                found.setdefault(name, item.name)
    return found


def _foreign(item: Import, own: frozenset[str]) -> str:
    """Return the part of an imported module that tells who provides it; "" for our own."""
    if item.level or not item.module or not _is_foreign(item.module, own):
        return ""
    return known_part(f"{item.module}.{item.name}" if item.name else item.module)


def _is_foreign(module: str, own: frozenset[str]) -> bool:
    return not is_standard(module) and module.partition(".")[0] not in own


def _own(tree: Tree, pyproject: Pyproject | None, layout: Layout) -> frozenset[str]:
    """Return the names of all that may be imported from the tree: top-level packages and modules anywhere."""
    name = pyproject and (
        pyproject.get(str, "project", "name") or pyproject.get(str, "tool", "poetry", "name")
    )
    names = {path.rpartition("/")[2].removesuffix(".py") for path in (*layout.packages, *layout.modules)}
    names |= {usual_module(name)} if name else set()
    for path in tree.files:
        if path.endswith((".py", ".pyi", ".pyx", ".so", ".pyd")):
            *parents, file = path.split("/")
            if not parents or f"{'/'.join(parents)}/__init__.py" not in tree.files:
                names.add(file.partition(".")[0])
            for depth, parent in enumerate(parents):
                if not depth or f"{'/'.join(parents[:depth])}/__init__.py" not in tree.files:
                    names.add(parent.removesuffix("-stubs"))
    return frozenset(names)


def _optional(path: str, name: str) -> bool:
    """Tell whether a file's path says that it is for those who have the module anyhow."""
    parts = {part.lower() for part in path.removesuffix(".py").split("/")}
    # What runs a DAG has Airflow: an image, or a hosted service.
    if name.partition(".")[0] == "airflow" and "dags" in parts:
        return True
    own, top = path_words(path), path_words(name.partition(".")[0])
    return bool(parts & _OPTIONAL) or all(any(_is_named(word, part) for part in own) for word in top)


def _is_named(word: str, part: str) -> bool:
    """Tell whether a word of a path is one of a module, maybe with more: `torchutils`, `pytorch`."""
    return part in (word, f"py{word}") or (len(word) > 3 and part.startswith(word))


def _modules_option(config: Config) -> dict[str, tuple[str, ...]]:
    """Return the providers that the settings of `dependency-missing` name, by module."""
    table = config["rules"].get("dependency-missing", {}).get("modules", {})
    return (
        {module: tuple(_names(value)) for module, value in table.items()} if isinstance(table, dict) else {}
    )


def _names(value: object) -> Iterator[str]:
    for name in value if isinstance(value, list) else [value]:
        if isinstance(name, str):
            yield canonicalize_name(name)
