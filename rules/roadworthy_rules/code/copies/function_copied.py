import ast
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from roadworthy import (
    Finding,
    Layout,
    Location,
    Module,
    ModuleSummary,
    Profile,
    Severity,
    and_more,
    fact,
    nodes_of,
    rule,
)
from roadworthy_rules.code.copies._frozen import FROZEN
from roadworthy_rules.code.copies.module_copied import ModuleSketch, alike

#: Functions with fewer different lines are too small to compare, ...
_LINES = 12
#: ... those with fewer than so many are a copy only if hardly a line differs, ...
_SMALL = 15
#: ... and shorter lines are in any function.
_WIDTH = 8
#: A line that more functions have is no sign of a copy.
_COMMON = 20
#: From this share of the lines of two functions on, one is a copy of the other.
_SHARE = 0.7
_SHARE_OF_SMALL = 0.85


@dataclass(frozen=True, slots=True)
class FunctionSketch:
    """What stands for the lines of a function, to tell how many it shares with another."""

    name: str
    at: Location
    hashes: tuple[int, ...]


@rule(Severity.NOTE, since="0.2", handwritten=True)
def function_copied(
    functions: tuple[FunctionSketch, ...],
    sketches: tuple[ModuleSketch, ...],
    modules: tuple[ModuleSummary, ...],
    profile: Profile,
    layout: Layout,
) -> Iterator[Finding]:
    """A function is a copy of another with few changes.

    A bug must be fixed in each copy, and you cannot tell which differences are intended. Keep one function,
    and pass the differences as parameters.

    The rule compares the lines of functions and methods with at least 12 different ones, without comments,
    and reports functions that share more than two thirds, small ones if they share nearly all, once for two
    modules. It ignores what libraries
    install, tests, migrations, directories of versions, and what `module-copied` and `function-duplicated`
    report.

    ```python score.py bad
    from measures import precision, recall, rows_of

    def score_east(model, threshold):
        rows = rows_of("data/east.csv")
        rows = rows[rows["age"] > 18]
        wanted = rows.pop("churned")
        scores = model.predict_proba(rows)[:, 1]
        found = scores > threshold
        hits = (found & wanted).sum()
        misses = (~found & wanted).sum()
        alarms = (found & ~wanted).sum()
        print("hits", hits)
        print("misses", misses)
        print("alarms", alarms)
        print("precision", precision(hits, alarms))
        print("recall", recall(hits, misses))
        share = hits / max(len(wanted), 1)
        print("share", share)
        return hits, misses, alarms

    def score_west(model, threshold):
        rows = rows_of("data/west.csv")
        rows = rows[rows["age"] > 18]
        wanted = rows.pop("churned")
        scores = model.predict_proba(rows)[:, 1]
        found = scores > threshold
        hits = (found & wanted).sum()
        misses = (~found & wanted).sum()
        alarms = (found & ~wanted).sum()
        print("hits", hits)
        print("misses", misses)
        print("alarms", alarms)
        print("precision", precision(hits, alarms))
        print("recall", recall(hits, misses))
        share = hits / max(len(wanted), 1)
        print("share", share)
        return hits, misses, alarms

    if __name__ == "__main__":
        print(score_east(None, 0.5), score_west(None, 0.5))
    ```
    ```python score.py good
    from measures import precision, recall, rows_of

    def score(model, threshold, path):
        rows = rows_of(path)
        wanted = rows.pop("churned")
        scores = model.predict_proba(rows)[:, 1]
        found = scores > threshold
        return (found & wanted).sum(), (~found & wanted).sum()

    if __name__ == "__main__":
        print(score(None, 0.5, "data/east.csv"), score(None, 0.5, "data/west.csv"))
    ```
    """
    # Beside a library, only programs are looked at: experiments.
    programs = profile.name == "library"
    sources = {
        module.path: module
        for module in modules
        if module.role == "source"
        and not (programs and (not module.main_uses or layout.owns(module.path)))
        and not any(map(FROZEN.fullmatch, module.path.split("/")))
    }
    whole = {sketch.path: frozenset(sketch.hashes) for sketch in sketches if sketch.path in sources}
    copied = set(alike(whole))
    equal: dict[tuple[str, tuple[str | int, ...]], str] = {
        (path, item.route): item.shape
        for path, module in sources.items()
        for item in module.definitions
        if item.shape and item.kind == "function"
    }
    compared = [function for function in functions if function.at.file in sources]
    found: dict[tuple[str, str], dict[FunctionSketch, FunctionSketch]] = {}
    told: set[FunctionSketch] = set()
    for one, other in _pairs(compared):
        files = one.at.file, other.at.file
        shape = equal.get((files[0], one.at.route))
        same = files[0] != files[1] and shape is not None and shape == equal.get((files[1], other.at.route))
        if files not in copied and not same and other not in told:
            told.add(other)
            found.setdefault(files, {})[other] = one
    for (first, second), copies in found.items():
        names = and_more([copy.name for copy in copies], 3)
        verb = "repeats" if len(copies) == 1 else "repeat"
        one = next(iter(copies.values()))
        what = f"`{one.name}`" if len(copies) == 1 else "other functions"
        where = f" of `{first}`" if first != second else ""
        at, *others = (copy.at for copy in copies)
        related = (*(original.at for original in copies.values()), *others)
        yield Finding(f"{names} {verb} most of {what}{where}", at, related=related[:10])


def _pairs(functions: Sequence[FunctionSketch]) -> Iterator[tuple[FunctionSketch, FunctionSketch]]:
    """Yield the functions that share most of their lines, the first of them first."""
    holders: dict[int, list[int]] = {}
    for number, function in enumerate(functions):
        for value in function.hashes:
            holders.setdefault(value, []).append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= _COMMON:
            shared.update(combinations(numbers, 2))
    for (one, other), number in sorted(shared.items()):
        first, second = functions[one], functions[other]
        small = min(len(first.hashes), len(second.hashes)) < _SMALL
        share = _SHARE_OF_SMALL if small else _SHARE
        if number > share * (len(first.hashes) + len(second.hashes) - number):
            yield first, second


@fact
def function_sketches(module: Module) -> tuple[FunctionSketch, ...]:
    """Hash the lines of the functions and methods of a source module, as far as they are no comments."""
    if module.role != "source" or module.generated:
        return ()
    found, last = [], 0
    for node in nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef):
        # What lies within a function is a part of it.
        if node.lineno <= last:
            continue
        last = node.end_lineno or node.lineno
        # A docstring is the same for functions that do different things.
        body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
        if not body or (node.end_lineno or 0) - body[0].lineno + 1 < _LINES:
            continue
        text = module.text[module.lines.starts[body[0].lineno - 1] : _end(module, node)]
        lines = {line.strip() for line in text.splitlines()}
        lines = {line for line in lines if len(line) >= _WIDTH and not line.startswith("#")}
        if len(lines) >= _LINES:
            hashes = {zlib.crc32(line.encode("utf-8", "surrogatepass")) for line in lines}
            found.append(FunctionSketch(_name(module, node), module.at(node), tuple(sorted(hashes))))
    return tuple(found)


def _name(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return a function's name, a method's with that of its class."""
    return ".".join(map(str, module.at(node).route)) or node.name


def _end(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    starts, last = module.lines.starts, node.end_lineno or node.lineno
    return starts[last] if last < len(starts) else len(module.text)
