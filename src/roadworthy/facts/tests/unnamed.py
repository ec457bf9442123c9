"""Functions and methods that no code calls or names, and modules that no code imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from roadworthy.facts.notebooks import NotebookSummary
from roadworthy.facts.python import Definition, ModuleSummary
from roadworthy.tree.tree import Tree

#: By one of these, a program may load modules whose names it makes.
_LOADS = frozenset(
    "importlib import_module __import__ pkgutil runpy spec_from_file_location find_modules"
    " import_string exec eval".split()
)
#: What a platform calls by its name, of a module that nothing else has to name.
_HANDLERS = frozenset("app application create_app handler lambda_handler main register run setup".split())
#: Texts that may name a module to load, and above which size in bytes they are data.
_TEXTS = (".cfg", ".conf", ".html", ".ini", ".json", ".md", ".rst", ".sh", ".toml", ".txt", ".yaml", ".yml")
_NAMES = ("Dockerfile", "Makefile", "Procfile")
_LIMIT = 1_000_000
#: Decorators of methods that a class is asked for by its name.
_OF_CLASS = frozenset(("classmethod", "staticmethod"))


def named_in(modules: Collection[ModuleSummary], notebooks: Iterable[NotebookSummary]) -> Counter[str]:
    """Count, for each name, the definitions, modules and notebooks that mention it."""
    counts: Counter[str] = Counter()
    for names, _ in _scopes(modules):
        counts.update(names)
    for module in modules:
        counts.update(module.exports or ())
    for notebook in notebooks:
        counts.update(notebook.names)
    return counts


def is_unnamed(
    item: Definition,
    named: Counter[str],
    of_others: Mapping[str, Collection[str]],
    commanded: AbstractSet[str],
) -> bool:
    """Tell whether nothing names a function but itself; who calls methods of an unnamed class is unseen.

    A method of a class may have the name of others: `of_others` are the classes by whose names all code
    calls methods of a name, from `called_of_classes`. `commanded` are the words of the project's commands.
    """
    if item.owner and not named[item.owner]:
        return False
    itself = item.name in item.names
    if item.name in of_others and not itself and not _OF_CLASS.isdisjoint(item.decorators):
        called = item.owner in of_others[item.name]
    else:
        called = named[item.name] > itself
    return not called and item.name not in commanded


def called_of_classes(modules: Collection[ModuleSummary], named: Counter[str]) -> dict[str, frozenset[str]]:
    """Return, for each name of a method, the own classes of which it is called, if all code does it so.

    `BlendWeights.from_dict(table)` calls the method of this class or of one above it; `kind.from_dict(table)`
    may call any. Of classes that inherit from each other, all are among them.
    """
    methods = {
        item.name
        for module in modules
        for item in module.definitions
        if item.kind == "method" and not _OF_CLASS.isdisjoint(item.decorators)
    }
    if not methods:
        return {}
    bases = {
        item.name: {base.rpartition(".")[2] for base in item.bases}
        for module in modules
        for item in module.definitions
        if item.kind == "class"
    }
    related = {name for name, above in bases.items() if not above.isdisjoint(bases)}
    related |= {base for above in bases.values() for base in above}
    alone = bases.keys() - related
    found: dict[str, set[str]] = {}
    times: Counter[str] = Counter()
    for names, uses in _scopes(modules):
        for name in methods & names:
            owners = {use.rpartition(".")[0].rpartition(".")[2] for use in uses if use.endswith(f".{name}")}
            if owners and owners <= alone and f"'{name}" not in uses and name not in uses:
                times[name] += 1
                found.setdefault(name, set()).update(owners)
    return {name: frozenset(owners) for name, owners in found.items() if times[name] == named[name]}


def _scopes(
    modules: Iterable[ModuleSummary],
) -> Iterator[tuple[AbstractSet[str], AbstractSet[str]]]:
    """Yield the names that each module and definition mentions, and its uses."""
    for module in modules:
        # A name that a module imports and does not use is no call; a package hands it on.
        package = module.path.endswith("__init__.py")
        yield module.names if package else module.names - module.bound, module.uses | module.main_uses
        for item in module.definitions:
            yield item.names, item.uses


def unimported_among(
    own: Iterable[ModuleSummary],
    modules: Collection[ModuleSummary],
    imported: AbstractSet[str],
    notebooks: Iterable[NotebookSummary],
    tree: Tree,
) -> frozenset[str]:
    """Return the paths of own modules that only define functions, and that no code imports and no text names.

    There is none where no module starts a program, as what uses them lies elsewhere then, or where code loads
    modules by names that it makes. There is none with decorators, which may register what they decorate, with
    classes that inherit, or with a function that a platform starts. `imported` are the words of all that
    modules import.
    """
    if not any(module.main_uses for module in modules if module.role == "source") or any(
        module.mentions(_LOADS) for module in modules
    ):
        return frozenset()
    found = {stem_of(module.path): module.path for module in own if _only_defines(module)}
    left = found.keys() - imported
    for notebook in notebooks:
        left -= notebook.names
        left -= {part for name, _ in notebook.imports for part in name.split(".")}
    for module in modules if left else ():
        left = {stem for stem in left if not any(stem in use for use in _texts_of(module))}
    for path in tree.files if left else ():
        if not path.endswith((*_TEXTS, *_NAMES)) or tree.exceeds(path, _LIMIT):
            continue
        text = tree.text(path, strict=False)
        left = {stem for stem in left if stem not in text}
    return frozenset(found[stem] for stem in left)


def stem_of(path: str) -> str:
    """Return the name of a module's file without its suffix."""
    return path.rpartition("/")[2].removesuffix(".py")


def _only_defines(module: ModuleSummary) -> bool:
    """Tell whether a module only defines functions and plain classes, of which a platform starts none."""
    # What a module imports is among its uses, behind a sign.
    if module.role != "source" or module.path.endswith("__init__.py") or module.main_uses:
        return False
    if any(use[0].isidentifier() for use in module.uses):
        return False
    functions = [item for item in module.definitions if item.kind == "function"]
    return bool(functions) and not any(
        item.decorators or item.bases or item.name in _HANDLERS for item in module.definitions
    )


def _texts_of(module: ModuleSummary) -> Iterator[str]:
    """Yield what a module uses that is no name: texts, and the places that these may name."""
    for uses in (module.uses, module.main_uses, *(item.uses for item in module.definitions)):
        yield from (use for use in uses if not use[0].isidentifier())
