"""What a module imports for others: what they take from it, facades, and imports that register something."""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass

from roadworthy import Fix, Import, Layout, Location, ModuleSummary, Tree, Unreadable

#: Files whose texts may take a name from a module.
_TEXTS = (".cfg", ".ini", ".ipynb", ".md", ".py", ".pyi", ".pyx", ".rst", ".toml", ".txt", ".yaml", ".yml")
#: Texts above this size in bytes are data.
_LIMIT = 1_000_000
#: What asks for all classes that were registered: tables of an ORM.
_REGISTRIES = frozenset(
    "Base configure_mappers create_all drop_all mapper_registry metadata target_metadata".split()
)
_UNPICKLING = frozenset("cloudpickle dill joblib pickle".split())
#: Decorators that register nothing.
_PLAIN = frozenset(
    "abstractmethod cache cached cached_property classmethod contextmanager dataclass deprecated final jit"
    " lru_cache njit overload override property staticmethod total_ordering wraps".split()
)


@dataclass(frozen=True, slots=True)
class UnusedImport:
    """An import that its module does not use: what it names, the name that it binds, and what removes it."""

    path: str
    name: str
    bound: str
    entry: Import
    at: Location
    fix: Fix

    @property
    def stem(self) -> str:
        """The last part of the module's own name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").rpartition("/")[2]


def is_facade(tree: ast.Module) -> bool:
    """Tell whether a module does nothing but import, so that others find the names in it."""
    return all(map(_only_names, tree.body))


def _only_names(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return name.startswith("__") and name.endswith("__")
    return False


def taken_elsewhere(
    found: Iterable[UnusedImport], modules: Iterable[ModuleSummary], tree: Tree
) -> frozenset[UnusedImport]:
    """Return those of the imports that another file takes from the module: code, a test, a text."""
    left = set(found)
    if not left:
        return frozenset()
    taken: set[UnusedImport] = set()
    for other in modules:
        taken |= {item for item in left if item.path != other.path and _takes(other, item)}
    left -= taken
    patterns = {item: _pattern(item) for item in left}
    for path, size in tree.files.items() if left else ():
        if not path.endswith(_TEXTS) or size > _LIMIT:
            continue
        try:
            text = tree.text(path, strict=False)
        except Unreadable:
            continue
        taken |= {
            item
            for item, pattern in patterns.items()
            if item.stem in text and item.path != path and pattern.search(text)
        }
    return frozenset(taken)


def _takes(other: ModuleSummary, item: UnusedImport) -> bool:
    """Tell whether a module takes a name: from the other by its name, with a star, or as its attribute."""
    names = {item.stem}
    for entry in other.imports:
        last = entry.module.rpartition(".")[2]
        if last == item.stem and entry.name in (item.bound, "*"):
            return True
        if entry.alias and item.stem in (entry.name, last if entry.name is None else ""):
            names.add(entry.alias)
    uses = other.uses.union(other.main_uses, *(definition.uses for definition in other.definitions))
    wanted = tuple(f"{name}.{item.bound}" for name in names)
    return any(f".{use}.".find(f".{text}.") >= 0 for text in wanted for use in uses if text in use)


def _pattern(item: UnusedImport) -> re.Pattern[str]:
    stem, bound = re.escape(item.stem), re.escape(item.bound)
    return re.compile(rf"\b{stem}[.:]{bound}\b|\b{stem}\s+import\b[^\n;]*\b{bound}\b")


def registers(
    item: UnusedImport, importer: ModuleSummary, modules: Iterable[ModuleSummary], layout: Layout
) -> bool:
    """Tell whether an import is of an own module that registers something when it is imported.

    That is a module that calls or decorates at its top; and, where the importing one asks an ORM for its
    tables or unpickles, one that defines a class.
    """
    inside = layout.module_name(item.path).split(".")
    base = item.entry.target(inside, is_package=item.path.endswith("__init__.py"))
    wanted = [[*base, item.entry.name], base] if item.entry.name else [base]
    names = importer.mentioned
    asks = not names.isdisjoint(_REGISTRIES) or not names.isdisjoint(_UNPICKLING)
    for module in modules:
        name = layout.module_name(module.path).split(".")
        if name not in wanted or module.path == item.path:
            continue
        if asks and any(definition.kind == "class" for definition in module.definitions):
            return True
        # Of a function or class that is imported by its name, only the name is wanted.
        if name == wanted[0] and _does_something(module):
            return True
    return False


def _does_something(module: ModuleSummary) -> bool:
    """Tell whether a module registers at its top: it calls what it imports, or decorates with it."""
    imported = {entry.alias or entry.name or entry.module.partition(".")[0] for entry in module.imports}
    roots = {use.partition(".")[0] for use in module.uses}
    decorators = {
        name.removesuffix("()").rpartition(".")[2] for item in module.definitions for name in item.decorators
    }
    return (
        not imported.isdisjoint(roots)
        or not decorators <= _PLAIN
        or any(item.bases for item in module.definitions)
    )
