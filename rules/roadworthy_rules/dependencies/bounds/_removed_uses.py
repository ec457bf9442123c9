"""Where a module uses names that libraries have removed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from roadworthy import Location, dotted, nodes_of, removed_names

if TYPE_CHECKING:
    from roadworthy import Module, ModuleSummary

#: Words of a condition that asks which release there is.
_ASKS = ("hasattr", "VERSION", "version", "TF2", "TF_2", "PY2")
_TABLES = frozenset(
    "DataFrame concat read_csv read_excel read_json read_parquet read_pickle read_sql".split()
)
#: Methods whose names mean nothing else beside an import of these modules, where the project defines none.
_METHODS = {
    "as_matrix": (("pandas", "1.0", "DataFrame.as_matrix"),),
    "evaluate_generator": (("tensorflow", "2.16", "Model.evaluate_generator"),),
    "fit_generator": (("tensorflow", "2.16", "Model.fit_generator"), ("keras", "3.0", "Model.fit_generator")),
    "fit_sample": (("imblearn", "0.8", "fit_sample"),),
    "get_feature_names": (("sklearn", "1.2", "get_feature_names"),),
    "predict_generator": (("tensorflow", "2.16", "Model.predict_generator"),),
}
_DISTRIBUTIONS = {"imblearn": "imbalanced-learn", "sklearn": "scikit-learn"}
_EMBEDDINGS = frozenset("Doc2Vec FastText Word2Vec".split())


@dataclass(frozen=True, slots=True)
class RemovedName:
    """A name that a release of a distribution removed; `is_set` is true where the code binds it itself."""

    distribution: str
    release: str
    name: str
    at: Location
    is_set: bool = False


@cache
def _tops() -> frozenset[str]:
    """Return the modules at the top of which removed names are."""
    return frozenset(name.partition(".")[0] for name in removed_names())


def removed_in_module(module: Module, summary: ModuleSummary) -> Iterator[RemovedName]:
    """Yield the removed names that a module imports, reads or binds where nothing guards it."""
    removed = removed_names()
    bound: dict[str, set[str]] = {}
    imported = set()
    for item in summary.imports:
        top = item.module.partition(".")[0]
        whole = f"{item.module}.{item.name}" if item.name else item.module
        bound.setdefault(item.binds, set()).add(whole if item.name or item.alias else top)
        if item.level or top not in _tops():
            continue
        imported.add(top)
        if not item.guarded and (name := _removed_part(whole, removed)):
            yield RemovedName(*removed[name], name, Location(module.path, span=item.span))
    if not imported:
        return
    own = {item.name for item in summary.definitions}
    again = {
        target.id
        for node in nodes_of(module, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    known = {
        name: next(iter(all_of)) for name, all_of in bound.items() if len(all_of) == 1 and name not in again
    }
    guarded = _guarded(module)
    read = summary.uses.union(*(item.uses for item in summary.definitions))
    # A class that `isinstance` is asked about, or that an annotation names, is read as well.
    if any(_whole(use.removeprefix("^"), known) in removed for use in read):
        yield from _read(module, known, removed, guarded)
    for node in nodes_of(module, ast.Call):
        if (found := _called(node, imported, known)) and not any(node.lineno in lines for lines in guarded):
            yield RemovedName(*found, module.at(node))
    if "pandas" in imported and ".append(" in module.text:
        yield from _grown(module, known)
    if "torch" in imported and ".next()" in module.text:
        yield from _stepped(module)
    if "early_stopping_rounds" in module.text:
        yield from _stopped_early(module, {item.module.partition(".")[0] for item in summary.imports})
    methods = [item for item in _METHODS if item in module.text and item not in own]
    for node in nodes_of(module, ast.Call) if methods else ():
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if called in methods and not any(node.lineno in lines for lines in guarded):
            for distribution, release, owner in _METHODS[called]:
                if distribution in imported:
                    name = _DISTRIBUTIONS.get(distribution, distribution)
                    yield RemovedName(name, release, owner, module.at(node))
                    break


def _read(
    module: Module, known: Mapping[str, str], removed: Mapping[str, tuple[str, str]], guarded: list[range]
) -> Iterator[RemovedName]:
    """Yield the removed names that a module reads or binds; attributes are among what no walk keeps.

    The annotation of a variable is left out, since a function does not evaluate those of its own, and all
    annotations are where a `__future__` import makes them texts.
    """
    notes = {id(part) for note in _annotations(module) for part in ast.walk(note)}
    for statement in module.tree.body:
        for node in ast.walk(statement):
            if not isinstance(node, ast.Attribute) or id(node) in notes:
                continue
            if not any(node.lineno in lines for lines in guarded):
                whole = _whole(dotted(node), known)
                if whole in removed:
                    is_set = not isinstance(node.ctx, ast.Load)
                    yield RemovedName(*removed[whole], whole, module.at(node), is_set)


def _annotations(module: Module) -> Iterator[ast.expr]:
    """Yield the annotations of a module that Python may never evaluate."""
    for variable in nodes_of(module, ast.AnnAssign):
        yield variable.annotation
    if not any(node.module == "__future__" for node in nodes_of(module, ast.ImportFrom)):
        return
    for function in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        given = function.args
        every = (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg)
        yield from (item.annotation for item in every if item is not None and item.annotation is not None)
        if function.returns is not None:
            yield function.returns


def _removed_part(name: str, removed: Mapping[str, tuple[str, str]]) -> str:
    """Return the name or the part that leads to it that was removed, "" if none was."""
    parts = name.split(".")
    names = (".".join(parts[:number]) for number in range(2, len(parts) + 1))
    return next((part for part in names if part in removed), "")


def _guarded(module: Module) -> list[range]:
    """Return the lines of each `try` that catches something; all, where a condition asks for a version."""
    if any(_asks(node.test) for node in nodes_of(module, ast.If, ast.IfExp)):
        # What follows a `return` in such a condition is for the other releases.
        return [range(1, len(module.lines.starts) + 1)]
    blocks = [node for node in nodes_of(module, ast.Try) if node.handlers]
    return [range(node.lineno, (node.end_lineno or node.lineno) + 1) for node in blocks]


def _asks(test: ast.expr) -> bool:
    text = ast.unparse(test)
    return any(word in text for word in _ASKS)


def _called(node: ast.Call, imported: set[str], known: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Return what was removed of a call: a method, a keyword, or a value."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name("iter")), attr="next"), args=[]):
            return ("torch", "1.13", "DataLoader.next") if "torch" in imported else None
        case ast.Call(func=ast.Attribute(attr="append"), keywords=[*_, ast.keyword(arg="ignore_index")]):
            return ("pandas", "2.0", "DataFrame.append") if "pandas" in imported else None
        case ast.Call(func=ast.Attribute(attr="predict_classes")):
            return ("tensorflow", "2.6", "Sequential.predict_classes") if "tensorflow" in imported else None
        case ast.Call(args=[ast.Constant(value=str(style))]) if style.startswith("seaborn"):
            named = _whole(dotted(node.func), known)
            is_style = named == "matplotlib.pyplot.style.use" and not style.startswith("seaborn-v0_8")
            return ("matplotlib", "3.8", style) if is_style else None
    named = _whole(dotted(node.func), known)
    if named.startswith("gensim.") and named.rpartition(".")[2] in _EMBEDDINGS:
        word = next((item.arg for item in node.keywords if item.arg in ("iter", "size")), None)
        return ("gensim", "4.0", f"{named.rpartition('.')[2]}({word}=)") if word else None
    return _argument_of(node, named) if named else None


@cache
def _arguments() -> Mapping[str, tuple[tuple[str, str, tuple[str, str]], ...]]:
    """Return what was removed of the arguments of a function, by its name.

    This is the name of the argument, "*" for those by position, the value or their number, and the release.
    """
    found: dict[str, tuple[tuple[str, str, tuple[str, str]], ...]] = {}
    for name, released in removed_names().items():
        function, bracket, argument = name.rstrip(")").partition("(")
        if bracket:
            word, equals, value = argument.partition("=")
            entry = (word, value.strip("'"), released) if equals else ("*", word[1:], released)
            found[function] = (*found.get(function, ()), entry)
    return found


def _argument_of(node: ast.Call, named: str) -> tuple[str, str, str] | None:
    """Return the first argument of a call that was removed, as its distribution, release and name."""
    for word, value, (distribution, release) in _arguments().get(named, ()):
        if word == "*":
            if len(node.args) > int(value) and not any(isinstance(item, ast.Starred) for item in node.args):
                return distribution, release, f"{named} with an argument by position"
            continue
        given = next((item.value for item in node.keywords if item.arg == word), None)
        if given is not None and (not value or (isinstance(given, ast.Constant) and given.value == value)):
            return distribution, release, f"{named}({word}={value and repr(value)})"
    return None


def _whole(written: str, known: Mapping[str, str]) -> str:
    """Return a dotted name as its library knows it, "" if it is not imported."""
    first, dot, rest = written.partition(".")
    return f"{known[first]}{dot}{rest}" if first in known else ""


def _grown(module: Module, known: Mapping[str, str]) -> Iterator[RemovedName]:
    """Yield the places where a table is replaced by itself with more rows: `rows = rows.append(other)`."""
    tables = set()
    grown = []
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Name(name)], value=ast.Call(func=ast.Attribute(attr=called) as func) as call
            ):
                owner = _whole(dotted(func), known)
                if called in _TABLES and owner.startswith("pandas."):
                    tables.add(name)
                elif called == "append" and dotted(func) == f"{name}.append":
                    grown.append((name, call))
    for name, call in grown:
        if name in tables and all(item.arg != "ignore_index" for item in call.keywords):
            yield RemovedName("pandas", "2.0", "DataFrame.append", module.at(call))


def _stopped_early(module: Module, tops: set[str]) -> Iterator[RemovedName]:
    """Yield the calls of `fit` that stop early, where only one library can have the model."""
    libraries = tops & {"catboost", "lightgbm", "xgboost"}
    if len(libraries) != 1 or "catboost" in module.text:
        return
    library = next(iter(libraries))
    for node in nodes_of(module, ast.Call):
        given = any(item.arg == "early_stopping_rounds" for item in node.keywords)
        if given and isinstance(node.func, ast.Attribute) and node.func.attr == "fit":
            release = {"lightgbm": "4.0", "xgboost": "2.1"}[library]
            yield RemovedName(library, release, "fit(early_stopping_rounds=)", module.at(node))


def _stepped(module: Module) -> Iterator[RemovedName]:
    """Yield the calls of `next` on what `iter` made of a loader, where nothing catches that there is none."""
    steppers = set()
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(targets=[target], value=ast.Call(func=ast.Name("iter"), args=[_])):
                steppers.add(dotted(target))
    caught = {
        id(part)
        for block in nodes_of(module, ast.Try)
        if any("next(" in ast.unparse(item) and ".next(" not in ast.unparse(item) for item in block.handlers)
        for statement in block.body
        for part in ast.walk(statement)
    }
    for node in nodes_of(module, ast.Call):
        owner, _, called = dotted(node.func).rpartition(".")
        if called == "next" and owner and owner in steppers and id(node) not in caught:
            yield RemovedName("torch", "1.13", "DataLoader.next", module.at(node))
