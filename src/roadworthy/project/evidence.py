"""The fact `Evidence`: what coverage data, or our own record, says of each function of the project."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from roadworthy import limits
from roadworthy.evidence.data import Data, FileData, Grade, Unusable
from roadworthy.evidence.paths import matched
from roadworthy.evidence.record import RECORD
from roadworthy.evidence.regions import Region, Regions, regions
from roadworthy.facts import Blocked
from roadworthy.project.layout import Layout
from roadworthy.project.module import ModuleSummary, decode, parse
from roadworthy.project.suite import is_test
from roadworthy.project.testsettings import PytestSettings
from roadworthy.tree import Tree

#: What is looked for at the root, best first; each function's grade is of the first that knows it.
FILES = (RECORD, ".coverage", "coverage.json", "coverage.xml", "coverage.lcov", "lcov.info")
#: The least part of the functions that tests name, or of test files, that a whole run of the suite meets.
_WHOLE = 0.7
_FEW = 4


@dataclass(frozen=True, slots=True)
class NamedCoverage:
    """The file that the command line names, with its bytes; nothing where it names none."""

    path: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of measured data: what kind it is, and whether it notes which test ran what.

    `problems` are faults for which nothing, or not everything, of it counts. `files` holds what it says of
    the project's own modules, by their paths; `partial` is true where only a part of the tests seems to have
    run.
    """

    path: str
    kind: str
    by_test: bool
    problems: tuple[str, ...]
    files: Mapping[str, FileData] = field(default_factory=dict, repr=False)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was measured: the files that say so, and each function's grade by path and `def` line."""

    sources: tuple[Source, ...] = ()
    grades: Mapping[tuple[str, int], Grade] = field(default_factory=dict, repr=False)

    def of(self, path: str, line: int) -> Grade:
        """Return the grade of the function whose `def` is at a line of a file."""
        return self.grades.get((path, line), Grade.UNMEASURED)


def is_own(module: ModuleSummary, layout: Layout) -> bool:
    """Tell whether a module is the project's importable code, or a script where there is none."""
    return layout.owns(module.path) or (
        not layout.packages and not layout.modules and module.role == "source"
    )


def evidence(
    tree: Tree,
    named: NamedCoverage,
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    pytest: PytestSettings | None,
) -> Evidence:
    """Read the file that the command line names, else those that lie at the root.

    What cannot be read, or does not fit the sources, is told of in `sources` and grades nothing.
    """
    tests = [module for module in modules if is_test(module, pytest)]
    own = [m for m in modules if m.role == "source" and is_own(m, layout) and m not in tests]
    sources: list[Source] = []
    grades: dict[tuple[str, int], Grade] = {}
    shapes: dict[str, tuple[str, Regions]] = {}
    for path, read in _found(tree, named):
        try:
            data = _parsed(path, read())
        except Unusable as unusable:
            sources.append(Source(path, "unknown", False, (str(unusable),)))
            continue
        if not shapes:
            shapes = dict(_shapes(tree, own))
        source, found = _graded(path, data, own, tests, layout, shapes)
        sources.append(source)
        for key, grade in found.items():
            if grades.get(key, Grade.UNMEASURED) is Grade.UNMEASURED:
                grades[key] = grade
    return Evidence(tuple(sources), grades)


def _found(tree: Tree, named: NamedCoverage) -> Iterator[tuple[str, Callable[[], bytes]]]:
    if named.path:
        yield named.path, lambda: named.data
        return
    for path in FILES:
        if tree.exists(path):
            yield path, lambda path=path: _bytes(tree, path)  # type: ignore[misc]
    if not tree.exists(".coverage"):
        parts = [path for path in tree.files if path.startswith(".coverage.") and path != ".coveragerc"]
        if parts:
            yield parts[0], _uncombined


def _uncombined() -> bytes:
    raise Unusable("a part of a parallel run: `coverage combine` makes one file of the parts")


def _bytes(tree: Tree, path: str) -> bytes:
    for suffix in ("-journal", "-wal"):
        if tree.exists(path + suffix) and tree.files.get(path + suffix, 1):
            raise Unusable(f"it is being written: there is {path}{suffix}")
    try:
        # One byte more than the limit, so that what is too large is told as one thing wherever it lies.
        with tree.open(path) as stream:
            return stream.read(limits.COVERAGE_SIZE + 1)
    except Blocked as error:
        raise Unusable(error.reason) from None
    except OSError as error:
        raise Unusable(f"it cannot be read: {error.strerror or error}") from None


def _parsed(path: str, data: bytes) -> Data:
    """Read data by what it looks like, for a file that is named may be called anything."""
    from roadworthy.evidence import database, record, reports

    if len(data) > limits.COVERAGE_SIZE:
        raise Unusable(f"larger than {limits.COVERAGE_SIZE // 1024 // 1024} MiB, the limit for such a file")
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith((b"SQLite", b"!coverage.py")):
        return database.read_database(data)
    if start.startswith(b"{"):
        return (record.read_record if b'"roadworthy-record/' in data[:200] else reports.read_json)(data)
    if start.startswith(b"<"):
        return reports.read_xml(data)
    if start.startswith((b"TN:", b"SF:")):
        return reports.read_lcov(data)
    if path.endswith(".json"):
        return (record.read_record if path.endswith(RECORD) else reports.read_json)(data)
    if path.endswith((".xml", ".info", ".lcov")):
        return (reports.read_xml if path.endswith(".xml") else reports.read_lcov)(data)
    return database.read_database(data)


def _shapes(tree: Tree, own: list[ModuleSummary]) -> Iterator[tuple[str, tuple[str, Regions]]]:
    for module in own:
        try:
            data = tree.read(module.path)
            text = decode(module.path, data)
            yield module.path, (hashlib.sha256(data).hexdigest(), regions(parse(module.path, text), text))
        except Blocked:
            continue


def _graded(
    path: str,
    data: Data,
    own: list[ModuleSummary],
    tests: list[ModuleSummary],
    layout: Layout,
    shapes: Mapping[str, tuple[str, Regions]],
) -> tuple[Source, dict[tuple[str, int], Grade]]:
    by_test = any(file.tested is not None for file in data.files.values())
    below = {m.path: layout.below(m.path) for m in own if m.path in shapes}
    paths = matched(data.files, below)
    if not paths:
        example = min(data.files, default="")
        problem = f"it names none of this project's files, but `{example}`" if example else "it names no file"
        return Source(path, data.kind, by_test, (problem,)), {}
    problems: list[str] = []
    grades: dict[tuple[str, int], Grade] = {}
    stale: list[str] = []
    for file, given in sorted(paths.items()):
        digest, shape = shapes[file]
        measured = data.files[given]
        if _is_stale(measured, digest, shape):
            stale.append(file)
            continue
        for line, region in shape.functions.items():
            grades[file, line] = _grade(region, measured)
    if stale:
        more = f" and {len(stale) - 1} more" if len(stale) > 1 else ""
        problems.append(f"`{stale[0]}`{more} changed since it was measured")
    if data.complete is not None and data.complete:
        # The record is of a whole run: what is not in it was never imported.
        for file, (_, shape) in shapes.items():
            if file not in paths:
                grades.update({(file, line): Grade.NOT_EXECUTED for line in shape.functions})
    partial = _partial(data, own, tests, grades)
    if data.kind != "record" and not any(data.files[given].run for given in paths.values()):
        # An installed copy ran, and these files were listed only: `--cov=src/demo` does so.
        partial = "not one line of the project ran"
    if partial:
        problems.append(f"{partial}: what it does not name may be tested")
        grades = {key: grade for key, grade in grades.items() if grade in (Grade.CALLED, Grade.EXECUTED)}
    files = {file: data.files[given] for file, given in paths.items()}
    return Source(path, data.kind, by_test, tuple(problems), files, bool(partial)), grades


def _is_stale(measured: FileData, digest: str, shape: Regions) -> bool:
    """Tell whether data was measured of another text: by its digest, else by lines that hold no code now."""
    if measured.digest:
        return measured.digest != digest
    return not measured.run | (measured.missing or frozenset()) <= shape.code


def _grade(region: Region, measured: FileData) -> Grade:
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
            return f"{len(absent)} of {len(tests)} files with tests are not in it"
        return ""
    named = {name for module in tests for name in module.mentioned}
    asked = [
        grade
        for module in own
        for item in module.definitions
        if item.kind == "function" and item.name in named and not item.trivial
        if (grade := grades.get((module.path, item.span.line))) and grade is not Grade.UNMEASURED
    ]
    missed = sum(grade is Grade.NOT_EXECUTED for grade in asked)
    if len(asked) >= _FEW and missed > len(asked) * (1 - _WHOLE):
        return f"{missed} of {len(asked)} functions that tests name did not run"
    return ""


def _parts(test: str) -> list[str]:
    return test.partition("::")[0].removesuffix(".py").replace("\\", "/").replace("/", ".").split(".")
