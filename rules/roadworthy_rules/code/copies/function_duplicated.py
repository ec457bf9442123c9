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
    counted,
    fact,
    rule,
)
from roadworthy_rules._names import named
from roadworthy_rules.code._shared import own_modules
from roadworthy_rules.code.copies._meanings import Meanings

#: A version in the name of a directory, which is frozen: each has its own copy.
_VERSION = re.compile(r"(?<![^\W_])v\d+(?![^\W_])", re.IGNORECASE)
_MIGRATIONS = frozenset(("migrations", "versions"))


@dataclass(frozen=True, slots=True)
class FunctionMeaning:
    """What a function at the top of a module does: `digest` is equal for those that do the same."""

    path: str
    line: int
    digest: str


@rule(Severity.WARNING, since="0.1", codes=("pylint:duplicate-code", "pylint:R0801"), handwritten=True)
def function_duplicated(
    modules: tuple[ModuleSummary, ...], meanings: tuple[FunctionMeaning, ...], layout: Layout
) -> Iterator[Finding]:
    """The same function exists in two modules.

    The next bug is fixed in only one of them. Keep one, and import it in the other module.

    The rule compares bodies of at least five lines, without docstrings, comments, blank lines, annotations
    and the names of local variables. It ignores methods, functions that use different globals with the
    same name, or read the module that they stand in, and those with a class of other fields. It ignores
    copies in directories of other versions, such as `api/v2` and `service-v2`. What one module repeats of
    another is one finding.

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
    ```python src/demo/train.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)

    def count(rows):
        total = 0
        for row in rows:
            if row.churned:
                total += 1
        return total
    ```
    ```python src/demo/predict.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)

    def count(rows):
        total = 0
        for row in rows:
            if row.churned:
                total += 1
        return total
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
    ```python service-v1/clean.py good
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python service-v2/clean.py good
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python service-v1/clean.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
    ```
    ```python service-v1/load.py bad
    def clean(rows):
        kept = []
        for row in rows:
            if row.age is not None:
                kept.append(row)
        return sorted(kept)
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
        if not _MIGRATIONS.isdisjoint(module.path.split("/")):
            continue
        versions = _VERSION.findall(module.path.rpartition("/")[0].lower())
        for item in module.definitions:
            if item.shape and item.kind == "function":
                key = (item.shape, item.decorators, *versions)
                alike.setdefault(key, []).append(_Copy(module.path, item))
    digests = {(item.path, item.line): item.digest for item in meanings}
    found: dict[tuple[str, str], list[tuple[_Copy, tuple[_Copy, ...]]]] = {}
    for copies in alike.values():
        if len({copy.path for copy in copies}) < 2:
            continue
        same: dict[str, dict[str, _Copy]] = {}
        for copy in copies:
            if digest := digests.get((copy.path, copy.item.span.line)):
                same.setdefault(digest, {}).setdefault(copy.path, copy)
        for group in same.values():
            if len(group) > 1:
                first, second, *others = group.values()
                found.setdefault((second.path, first.path), []).append((second, (first, *others)))
    yield from map(_finding, found.values())


@fact
def function_meanings(module: Module, summary: ModuleSummary) -> tuple[FunctionMeaning, ...]:
    """Digest the functions at the top of source code that are long enough to be compared."""
    if module.role != "source" or module.generated:
        return ()
    long = {item.span.line for item in summary.definitions if item.shape and item.kind == "function"}
    meanings = Meanings(module) if long else None
    return tuple(
        FunctionMeaning(module.path, node.lineno, meanings.digest(node))
        for node in module.tree.body
        if meanings and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.lineno in long
    )


@dataclass(frozen=True, slots=True)
class _Copy:
    path: str
    item: Definition

    @property
    def at(self) -> Location:
        return Location(self.path, self.item.route, self.item.span)


def _finding(groups: list[tuple[_Copy, tuple[_Copy, ...]]]) -> Finding:
    """Return one finding for what a module repeats of another, at its first function: the other's may stay.

    Each group is a function of the module, and its copies elsewhere.
    """
    (second, (first, *others)), *more = groups
    related = [copy.at for copy in (first, *others)]
    for function, copies in more:
        related += (copy.at for copy in (function, *copies))
    if more:
        names = named(one.item.name for one, _ in groups)
        message = f"{names} repeat functions of `{first.path}`"
    else:
        message = f"`{second.item.name}` repeats `{first.item.name}` of `{first.path}`"
        if others:
            message += f", and so {'do' if len(others) > 1 else 'does'} {counted(len(others), 'other')}"
    return Finding(message, second.at, related=tuple(related))
