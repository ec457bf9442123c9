"""The fact `Evidence`: what coverage data, or our own record, says of each function of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from roadworthy.call_trace.record import RECORD
from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked, Unmeasured
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.project import Layout
from roadworthy.facts.python import ModuleSummary
from roadworthy.facts.tests.families import is_own
from roadworthy.facts.tests.given import NamedCoverage
from roadworthy.facts.tests.grading import graded
from roadworthy.facts.tests.measured import Data, FileData, Grade
from roadworthy.facts.tests.suite import Suite
from roadworthy.tree.tree import Tree

#: What is looked for at the root, best first; each function's grade is of the first that knows it.
FILES = (RECORD, ".coverage", "coverage.json", "coverage.xml", "coverage.lcov", "lcov.info")


@dataclass(frozen=True, slots=True)
class CoverageSource:
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

    sources: tuple[CoverageSource, ...] = ()
    grades: Mapping[tuple[str, int], Grade] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.sources)

    def of(self, path: str, line: int) -> Grade:
        """Return the grade of the function whose `def` is at a line of a file."""
        return self.grades.get((path, line), Grade.UNMEASURED)


def is_measured(tree: Tree, named: NamedCoverage | None) -> bool:
    """Tell whether there is data of a run, readable or not."""
    return any(True for _ in _found(tree, named))


@fact
def evidence(
    tree: Tree,
    named: NamedCoverage | None,
    modules: tuple[ModuleSummary, ...],
    layout: Layout,
    suite: Suite | None,
) -> Evidence:
    """Read the file that the command line names, else those that lie at the root.

    What cannot be read, or does not fit the sources, is told of in `sources` and grades nothing.
    """
    paths = frozenset(suite.paths if suite else ())
    tests = [module for module in modules if module.path in paths]
    own = [m for m in modules if m.role == "source" and is_own(m, layout) and m.path not in paths]
    sources: list[CoverageSource] = []
    grades: dict[tuple[str, int], Grade] = {}
    shapes = {module.path: module.regions for module in own if module.regions is not None}
    for path, read in _found(tree, named):
        try:
            data = _parsed(path, read())
        except Unmeasured as unmeasured:
            sources.append(CoverageSource(path, "unknown", False, (unmeasured.reason,)))
            continue
        by_test = any(file.tested is not None for file in data.files.values())
        found = graded(data, own, tests, layout, shapes)
        sources.append(CoverageSource(path, data.kind, by_test, found.problems, found.files, found.partial))
        for key, grade in found.grades.items():
            if grades.get(key, Grade.UNMEASURED) is Grade.UNMEASURED:
                grades[key] = grade
    return Evidence(tuple(sources), grades)


def _found(tree: Tree, named: NamedCoverage | None) -> Iterator[tuple[str, Callable[[], bytes]]]:
    if named is not None:
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
    raise Unmeasured("a part of a parallel run: `coverage combine` makes one file of the parts")


def _bytes(tree: Tree, path: str) -> bytes:
    for suffix in ("-journal", "-wal"):
        if tree.exists(path + suffix) and tree.files.get(path + suffix, 1):
            raise Unmeasured(f"it is being written: there is {path}{suffix}")
    try:
        return tree.read(path, limits.COVERAGE_SIZE)
    except Blocked as error:
        raise Unmeasured(error.reason) from None


def _parsed(path: str, data: bytes) -> Data:
    """Read data by what it looks like, for a file that is named may be called anything."""
    from roadworthy.facts.tests import coverage_database as database
    from roadworthy.facts.tests import coverage_reports as reports
    from roadworthy.facts.tests import record_reader

    if len(data) > limits.COVERAGE_SIZE:
        raise Unmeasured(f"larger than {limits.COVERAGE_SIZE // 1024 // 1024} MiB, the limit for such a file")
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith((b"SQLite", b"!coverage.py")):
        return database.read_database(data)
    if start.startswith(b"{"):
        return (record_reader.read_record if b'"roadworthy-record/' in data[:200] else reports.read_json)(
            data
        )
    if start.startswith(b"<"):
        return reports.read_xml(data)
    if start.startswith((b"TN:", b"SF:")):
        return reports.read_lcov(data)
    if path.endswith(".json"):
        return (record_reader.read_record if path.endswith(RECORD) else reports.read_json)(data)
    if path.endswith((".xml", ".info", ".lcov")):
        return (reports.read_xml if path.endswith(".xml") else reports.read_lcov)(data)
    return database.read_database(data)
