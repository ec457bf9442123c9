"""How measured data grades each function, and why it is not believed where it does not fit the sources."""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.wording import agreeing, and_more
from roadworthy.facts.project import Layout
from roadworthy.facts.python import ModuleSummary, Region, Regions
from roadworthy.facts.tests.measured import Data, FileData, Grade
from roadworthy.facts.tests.measured_paths import matched

#: The least part of the functions that tests name, or of test files, that a whole run of the suite meets.
_WHOLE = 0.7
_FEW = 4


@dataclass(frozen=True, slots=True)
class Graded:
    """What one measurement says: grades by path and `def` line, and why not all of it counts.

    `files` holds what it says of the project's own modules, by their paths; `partial` is true where only a
    part of the tests seems to have run.
    """

    grades: Mapping[tuple[str, int], Grade]
    problems: tuple[str, ...]
    files: Mapping[str, FileData] = field(default_factory=dict, repr=False)
    partial: bool = False


def graded(
    data: Data,
    own: list[ModuleSummary],
    tests: list[ModuleSummary],
    layout: Layout,
    shapes: Mapping[str, Regions],
) -> Graded:
    """Grade the functions of the own modules; `shapes` gives the regions of each."""
    below = {m.path: layout.below(m.path) for m in own if m.path in shapes}
    paths = matched(data.files, below)
    if not paths:
        example = min(data.files, default="")
        problem = f"it names none of this project's files, but `{example}`" if example else "it names no file"
        return Graded({}, (problem,))
    problems: list[str] = []
    grades: dict[tuple[str, int], Grade] = {}
    stale: list[str] = []
    for file, given in sorted(paths.items()):
        shape = shapes[file]
        measured = data.files[given]
        if _is_stale(measured, shape):
            stale.append(file)
            continue
        missed = _undefined(shape, measured)
        for line, region in shape.functions.items():
            known = grade(region, measured)
            undefined = known is Grade.NOT_EXECUTED and line in missed
            grades[file, line] = Grade.UNMEASURED if undefined else known
    if stale:
        when = agreeing(len(stale), "it was", "they were")
        problems.append(f"{and_more(stale)} changed since {when} measured")
    if data.complete is not None and data.complete:
        # The record is of a whole run: what is not in it was never imported.
        for file, shape in shapes.items():
            if file not in paths:
                grades.update({(file, line): Grade.NOT_EXECUTED for line in shape.functions})
    partial = _partial(data, own, tests, grades)
    if data.kind != "record" and not any(data.files[given].run for given in paths.values()):
        # An installed copy ran, and these files were listed only: `--cov=src/demo` does so.
        partial = "not one line of the project ran"
    if partial:
        problems.append(f"{partial}: what it does not name may be tested")
        grades = {key: given for key, given in grades.items() if given in (Grade.CALLED, Grade.EXECUTED)}
    files = {file: data.files[given] for file, given in paths.items()}
    return Graded(grades, tuple(problems), files, bool(partial))


def _is_stale(measured: FileData, shape: Regions) -> bool:
    """Tell whether data was measured of another text: by its digest, else by lines that hold no code now."""
    if measured.digest:
        return measured.digest != shape.digest
    # Of an empty module, some versions of coverage.py note line 0: that is where Python lets it begin.
    return not (measured.run | (measured.missing or frozenset())) - {0} <= shape.code


def _undefined(shape: Regions, measured: FileData) -> frozenset[int]:
    """Return the lines of the `def`s that did not run though their module was imported, as far as that shows.

    Such a function is for another platform, or for where something else is installed: of it nothing was
    measured. A record, which notes no lines, leaves open what is below an `if` or a `try`.
    """
    if measured.digest:
        return frozenset(line for line, region in shape.functions.items() if region.conditional)
    ran = frozenset(n for n, region in shape.functions.items() if {n, region.first} & measured.run)
    return frozenset(shape.functions.keys() - ran) if ran else frozenset()


def grade(region: Region, measured: FileData) -> Grade:
    """Grade one function by what was measured of its file."""
    if region.excluded:
        return Grade.UNMEASURED
    if measured.digest:
        if region.first in measured.entered_by_tests:
            return Grade.CALLED
        return Grade.IMPORTED if region.first in (measured.entered or ()) else Grade.NOT_EXECUTED
    if not region.lines:
        return _inline(region, measured)
    if measured.tested is not None and region.lines & measured.tested:
        return Grade.CALLED
    if region.lines & measured.run:
        return Grade.EXECUTED if measured.tested is None else Grade.IMPORTED
    if measured.missing is not None and not region.lines & measured.missing:
        return Grade.UNMEASURED
    return Grade.NOT_EXECUTED


def _inline(region: Region, measured: FileData) -> Grade:
    """Grade a body on its `def`'s line, which the import runs as well: only entries can tell."""
    if measured.entered is None or region.first == 1:
        return Grade.UNMEASURED
    if region.first in measured.entered_by_tests:
        return Grade.CALLED
    if region.first in measured.entered:
        return Grade.EXECUTED if measured.tested is None else Grade.IMPORTED
    return Grade.NOT_EXECUTED


def _partial(
    data: Data, own: list[ModuleSummary], tests: list[ModuleSummary], grades: Mapping[tuple[str, int], Grade]
) -> str:
    """Say why data seems to be of a part of the suite only; "" where it does not."""
    if data.complete is False:
        return "only a part of the tests ran"
    if data.kind == "record":
        return ""
    if data.tests:
        names = {part for test in data.tests for part in _parts(test)}
        absent = [m.path for m in tests if m.path.rpartition("/")[2].removesuffix(".py") not in names]
        if len(absent) > len(tests) * (1 - _WHOLE):
            verb = agreeing(len(absent), "is", "are")
            return f"{len(absent)} of {len(tests)} files with tests {verb} not in it"
        return ""
    named = {name for module in tests for name in module.mentioned}
    asked = [
        given
        for module in own
        for item in module.definitions
        if item.kind == "function" and item.name in named and not item.trivial
        if (given := grades.get((module.path, item.span.line))) and given is not Grade.UNMEASURED
    ]
    missed = sum(given is Grade.NOT_EXECUTED for given in asked)
    if len(asked) >= _FEW and missed > len(asked) * (1 - _WHOLE):
        return f"{missed} of {len(asked)} functions that tests name did not run"
    return ""


def _parts(test: str) -> list[str]:
    return test.partition("::")[0].removesuffix(".py").replace("\\", "/").replace("/", ".").split(".")
