"""What a module imports for others: what they take from it, facades, and imports that register something."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from roadworthy import Fix, Import, Location, Unreadable, dotted, extractor, is_standard

if TYPE_CHECKING:
    from roadworthy import Files, Layout, ModuleSummary, Tree

#: Files whose texts may take a name from a module.
_TEXTS = (".cfg", ".ini", ".ipynb", ".md", ".py", ".pyi", ".pyx", ".rst", ".toml", ".txt", ".yaml", ".yml")
#: Texts above this size in bytes are data.
_LIMIT = 1_000_000
#: Up to how many texts are looked for one by one.
_FEW = 40
_WORD = re.compile(r"\w+")
#: A name before a dot or colon, with the name after it, or before an import from it.
_TAKEN = re.compile(r"\b(\w++)(?:[.:](?=(\w++))|\s++import\b)")
_END = re.compile(r"[\n;]")
#: What asks for all classes that were registered: tables of an ORM.
_REGISTRIES = frozenset(
    "Base configure_mappers create_all drop_all mapper_registry metadata target_metadata".split()
)
_UNPICKLING = frozenset("cloudpickle dill joblib pickle".split())
#: What makes a type of a name.
_TYPES = frozenset("NewType ParamSpec TypeVar TypeVarTuple".split())
#: Decorators that register nothing.
_PLAIN = frozenset(
    "abstractmethod cache cached cached_property classmethod contextmanager dataclass deprecated final jit"
    " lru_cache njit overload override property staticmethod total_ordering wraps".split()
)


@dataclass(frozen=True, slots=True)
class UnusedImport:
    """An import that its module does not use: what it names, the name that it binds, and what removes it.

    `commented` tells whether code that is commented out uses it.
    """

    path: str
    name: str
    bound: str
    entry: Import
    at: Location
    fix: Fix
    commented: bool = False

    @property
    def stem(self) -> str:
        """The last part of the module's own name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class NeedlessImports:
    """The unused imports that nothing else takes either: those nothing mentions, and those of old code."""

    plain: tuple[UnusedImport, ...]
    commented: tuple[UnusedImport, ...]


def is_facade(tree: ast.Module) -> bool:
    """Tell whether a module does nothing but import and name types, so that others find the names in it."""
    return all(_only_names(statement) or _names_type(statement) for statement in tree.body)


def _names_type(statement: ast.stmt) -> bool:
    """Tell whether a statement gives a type a name: `Rows = list[Row]`, `T = TypeVar("T")`."""
    match statement:
        case ast.Assign(targets=[ast.Name()], value=value) | ast.AnnAssign(target=ast.Name(), value=value):
            match value:
                case ast.Attribute() | ast.Name() | ast.Subscript() | ast.BinOp(op=ast.BitOr()):
                    return True
                case ast.Call(func=function):
                    return dotted(function).rpartition(".")[2] in _TYPES
    return False


def is_layer(tree: ast.Module) -> bool:
    """Tell whether a module only imports and sets constants: settings, of which all are read by name."""
    return all(_only_names(statement) or _sets_constant(statement) for statement in tree.body)


def _sets_constant(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name.isupper()
        case ast.AugAssign(target=ast.Name(id=name)):
            return name.isupper()
        case ast.If(body=body, orelse=otherwise):
            return all(_only_names(inner) or _sets_constant(inner) for inner in (*body, *otherwise))
    return False


def _only_names(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return name.startswith("__") and name.endswith("__")
    return False


def taken_elsewhere(
    found: Collection[UnusedImport], modules: Iterable[ModuleSummary], tree: Tree
) -> frozenset[UnusedImport]:
    """Return those of the imports that another file takes from the module: code, a test, a text."""
    by_stem: dict[str, list[UnusedImport]] = {}
    for item in found:
        by_stem.setdefault(item.stem, []).append(item)
    taken: set[UnusedImport] = set()
    for other in modules if by_stem else ():
        taken.update(item for item in _taken_by(other, by_stem) if item.path != other.path)
    left: dict[tuple[str, str], list[UnusedImport]] = {}
    for item in found:
        if item not in taken:
            left.setdefault((item.stem, item.bound), []).append(item)
    # One text, whose hash is known once for all files.
    wanted = json.dumps(sorted(left))
    for path in tree.files if left else ():
        if not path.endswith(_TEXTS) or tree.exceeds(path, _LIMIT):
            continue
        try:
            found_there = tree.extract(path, _named_in, wanted)
        except Unreadable:
            continue
        for pair in found_there:
            taken.update(item for item in left[pair] if item.path != path)
    return frozenset(taken)


@extractor
def _named_in(files: Files, path: str, wanted: str) -> list[tuple[str, str]]:
    """Return which of the modules and names a file takes; `wanted` are pairs of them, as JSON."""
    return sorted(set(_pairs_in(files.text(path, strict=False), *_sets_of(wanted))))


@lru_cache(maxsize=4)
def _sets_of(wanted: str) -> tuple[frozenset[tuple[str, str]], frozenset[str]]:
    """Return modules and names, and the modules alone: made once for all files."""
    pairs = [(stem, name) for stem, name in json.loads(wanted)]
    return frozenset(pairs), frozenset(stem for stem, _ in pairs)


def _pairs_in(
    text: str, wanted: Collection[tuple[str, str]], stems: AbstractSet[str]
) -> Iterator[tuple[str, str]]:
    """Yield which modules and names stand in a text as `module.name`, or as an import of it from there.

    `stems` are the modules that are `wanted`.
    """
    imported_from: dict[str, int] = {}
    end = 0
    for match in _named(text, stems):
        stem, attribute = match.groups()
        if attribute is not None:
            if (stem, attribute) in wanted:
                yield stem, attribute
            continue
        if match.end() > end:
            yield from _imported(text, imported_from, end, wanted)
            imported_from = {}
            close = _END.search(text, match.end())
            end = close.start() if close else len(text)
        imported_from.setdefault(stem, match.end())
    yield from _imported(text, imported_from, end, wanted)


def _named(text: str, stems: AbstractSet[str]) -> Iterator[re.Match[str]]:
    """Yield in order where modules stand before a dot, a colon, or an import: few texts name any of them."""
    if len(stems) > _FEW:
        if not stems.isdisjoint(_WORD.findall(text)):
            yield from (match for match in _TAKEN.finditer(text) if match[1] in stems)
        return
    places: set[int] = set()
    for stem in stems - {""}:
        place = text.find(stem)
        while place >= 0:
            places.add(place)
            place = text.find(stem, place + len(stem))
    for place in sorted(places):
        match = _TAKEN.match(text, place)
        if match and match[1] in stems:
            yield match


def _imported(
    text: str, imported_from: Mapping[str, int], end: int, wanted: Collection[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield what a statement imports: its names up to `end`, from modules that are named up to there."""
    for match in _WORD.finditer(text, min(imported_from.values(), default=end), end):
        for stem, start in imported_from.items():
            if start <= match.start() and (stem, match[0]) in wanted:
                yield stem, match[0]


def _taken_by(other: ModuleSummary, by_stem: Mapping[str, list[UnusedImport]]) -> Iterator[UnusedImport]:
    """Yield what a module takes: from one by its name, with a star, or as its attribute."""
    called: dict[str, list[str]] = {}
    for entry in other.imports:
        last = entry.module.rpartition(".")[2]
        yield from (item for item in by_stem.get(last, ()) if entry.name in (item.bound, "*"))
        if entry.alias:
            for stem in {entry.name, last if entry.name is None else ""} & by_stem.keys():
                called.setdefault(entry.alias, []).append(str(stem))
    uses = other.uses.union(other.main_uses, *(definition.uses for definition in other.definitions))
    for use in uses:
        if "." in use:
            for name, attribute in pairwise(use.split(".")):
                for stem in (name, *called.get(name, ())):
                    yield from (item for item in by_stem.get(stem, ()) if item.bound == attribute)


#: What packs a program with the modules that it imports.
_FREEZERS = frozenset("PyInstaller bbfreeze cx_Freeze py2app py2exe".split())


def seen_by_freezer(
    found: Iterable[UnusedImport], modules: Collection[ModuleSummary], tree: Tree
) -> frozenset[UnusedImport]:
    """Return those of the imports by which alone a freezer finds a library: another one needs it.

    It packs what it sees imported: `import _cffi_backend` has nothing else to do. There is none where no
    freezer packs the project.
    """
    plain = [item for item in found if item.entry.name is None and not item.entry.alias]
    if not plain or not _is_frozen(modules, tree):
        return frozenset()
    importers: dict[str, set[str]] = {}
    for module in modules:
        for entry in module.imports:
            importers.setdefault(entry.module, set()).add(module.path)
    own = {part.removesuffix(".py") for module in modules for part in module.path.split("/")}
    return frozenset(
        item
        for item in plain
        if importers.get(item.entry.module, set()) <= {item.path}
        and item.entry.module.partition(".")[0] not in own
        and not is_standard(item.entry.module.partition(".")[0])
    )


def _is_frozen(modules: Iterable[ModuleSummary], tree: Tree) -> bool:
    """Tell whether a freezer packs the project: a script imports it, or its settings are there."""
    return any(not module.libraries.isdisjoint(_FREEZERS) for module in modules) or any(
        path.endswith(".spec") and "Analysis(" in tree.text(path, strict=False) for path in tree.files
    )


def by_name(modules: Iterable[ModuleSummary], layout: Layout) -> dict[str, list[ModuleSummary]]:
    """Return modules by the names that they are imported by."""
    found: dict[str, list[ModuleSummary]] = {}
    for module in modules:
        found.setdefault(_name_of(module.path, layout), []).append(module)
    return found


def _name_of(path: str, layout: Layout) -> str:
    return layout.module_name(path).removesuffix(".__init__")


def registers(
    item: UnusedImport,
    importer: ModuleSummary,
    named: Mapping[str, list[ModuleSummary]],
    layout: Layout,
) -> bool:
    """Tell whether an import is of an own module that registers something when it is imported.

    That is a module that calls or decorates at its top, or does nothing but import such modules; and, where
    the importing one asks an ORM for its tables or unpickles, one that defines a class. `named` are all
    modules by name.
    """
    inside = _name_of(item.path, layout).split(".")
    base = ".".join(item.entry.target(inside, is_package=item.path.endswith("__init__.py")))
    wanted = [f"{base}.{item.entry.name}".lstrip("."), base] if item.entry.name else [base]
    if not item.entry.level and named.keys().isdisjoint(wanted):
        # A script finds what lies beside it, and a program what lies beside a directory around it.
        around = (
            [".".join((*inside[:depth], name)) for name in wanted] for depth in range(len(inside) - 1, 0, -1)
        )
        wanted = next((names for names in around if not named.keys().isdisjoint(names)), wanted)
    names = importer.mentioned
    asks = not names.isdisjoint(_REGISTRIES) or not names.isdisjoint(_UNPICKLING)
    for name in wanted:
        for module in named.get(name, ()):
            if module.path == item.path:
                continue
            if asks and any(map(_defines_classes, (module, *_gathered(module, named, layout)))):
                return True
            # Of a function or class that is imported by its name, only the name is wanted.
            if name != wanted[0]:
                continue
            if _does_something(module) or any(map(_does_something, _gathered(module, named, layout))):
                return True
    return False


def _defines_classes(module: ModuleSummary) -> bool:
    return any(definition.kind == "class" for definition in module.definitions)


def _gathered(
    module: ModuleSummary, named: Mapping[str, list[ModuleSummary]], layout: Layout
) -> Iterator[ModuleSummary]:
    """Yield the own modules that a module imports which does nothing else."""
    # What a module imports is among its uses, behind a sign.
    if module.definitions or any(use[0].isidentifier() for use in module.uses):
        return
    inside = _name_of(module.path, layout).split(".")
    for entry in module.imports:
        base = ".".join(entry.target(inside, is_package=module.path.endswith("__init__.py")))
        yield from named.get(base, ())
        yield from named.get(f"{base}.{entry.name}", ())


def _does_something(module: ModuleSummary) -> bool:
    """Tell whether a module registers at its top: it calls what it imports, or decorates with it."""
    imported = {entry.binds for entry in module.imports}
    roots = {use.partition(".")[0] for use in module.uses}
    decorators = {
        name.removesuffix("()").rpartition(".")[2] for item in module.definitions for name in item.decorators
    }
    return (
        not imported.isdisjoint(roots)
        or not decorators <= _PLAIN
        or any(item.bases for item in module.definitions)
    )
