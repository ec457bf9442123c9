import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Definition,
    Finding,
    Layout,
    Location,
    Module,
    ModuleSummary,
    Severity,
    Tree,
    Unreadable,
    counted,
    read_module,
    rule,
)
from roadworthy_rules.code._meanings import meaning
from roadworthy_rules.code._shared import own_modules

#: A directory of a version that is frozen: each has its own copy.
_VERSION = re.compile(r"v\d+")
_MIGRATIONS = frozenset(("migrations", "versions"))


@rule(Severity.WARNING, since="0.1", codes=("pylint:duplicate-code", "pylint:R0801"), handwritten=True)
def function_duplicated(modules: tuple[ModuleSummary, ...], layout: Layout, tree: Tree) -> Iterator[Finding]:
    """A function is there twice, in different modules.

    The next fault is mended in one of them. Keep one, and import it. Compared are bodies of at least five
    lines, without docstrings, comments, blank lines and annotations, whatever their local names are. Two that
    read a table of their own module, or call a different function by the same name, are no copies. Methods do
    not count, since they belong to a class.

    ```python src/demo/train.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python src/demo/predict.py bad
    def clean_rows(data):
        # The same as in training.
        kept = []
        for item in data:
            if item.age is not None:
                kept.append(item)
        return sorted(kept)
    ```
    ```python src/demo/train.py good
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python src/demo/predict.py good
    from demo.train import clean
    ```
    ```python src/demo/east.py good
    RATES = {"churn": 2}

    def rate(name):
        if name not in RATES:
            raise KeyError(name)
        value = RATES[name]
        if value < 0:
            return 0
        return value
    ```
    ```python src/demo/west.py good
    RATES = {"churn": 3}

    def rate(name):
        if name not in RATES:
            raise KeyError(name)
        value = RATES[name]
        if value < 0:
            return 0
        return value
    ```
    """
    alike: dict[tuple[object, ...], list[_Copy]] = {}
    for module in own_modules(modules, layout):
        parts = module.path.split("/")
        if not _MIGRATIONS.isdisjoint(parts):
            continue
        for item in module.definitions:
            if item.shape and item.kind == "function":
                key = (item.shape, item.decorators, *filter(_VERSION.fullmatch, parts))
                alike.setdefault(key, []).append(_Copy(module.path, item))
    parsed: dict[str, Module | None] = {}
    for copies in alike.values():
        if len({copy.path for copy in copies}) < 2:
            continue
        same: dict[str, dict[str, _Copy]] = {}
        for copy in copies:
            if text := _meaning(copy, parsed, tree):
                same.setdefault(text, {}).setdefault(copy.path, copy)
        yield from (_finding(list(group.values())) for group in same.values() if len(group) > 1)


@dataclass(frozen=True, slots=True)
class _Copy:
    path: str
    item: Definition

    @property
    def at(self) -> Location:
        return Location(self.path, self.item.route, self.item.span)


def _meaning(copy: _Copy, parsed: dict[str, Module | None], tree: Tree) -> str:
    """Return what a function means where it stands, "" where nobody can tell."""
    if copy.path not in parsed:
        try:
            parsed[copy.path] = read_module(tree, copy.path)
        except Unreadable:  # said of the file itself
            parsed[copy.path] = None
    module = parsed[copy.path]
    for node in module.tree.body if module else ():
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.lineno == copy.item.span.line:
            return meaning(node, module) if module else ""
    return ""


def _finding(copies: list[_Copy]) -> Finding:
    """Return one finding for all copies of a function, at the second: the first may stay."""
    first, second, *others = copies
    related = (first.at, *(copy.at for copy in others))
    more = f", and so {'do' if len(others) > 1 else 'does'} {counted(len(others), 'other')}" if others else ""
    message = f"`{second.item.name}` repeats `{first.item.name}` of `{first.path}`{more}"
    return Finding(message, second.at, related=related)
