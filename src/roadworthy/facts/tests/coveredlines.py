"""The fact `CoveredLines`: how much of the importable code ran in the tests, in coverage.py's terms."""

from __future__ import annotations

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unmeasured
from roadworthy.core.late_dataclass import dataclass
from roadworthy.facts.python import ModuleSummary, Regions
from roadworthy.facts.tests.coveragesettings import CoverageSettings
from roadworthy.facts.tests.evidence import Evidence
from roadworthy.facts.tests.measured import FileData

#: Settings that exclude more, by patterns of the project's own, which are not run here.
_PATTERNS = ("exclude_lines", "exclude_also", "partial_branches", "plugins")


@dataclass(frozen=True, slots=True)
class CoveredLines:
    """The statements of the files that a source of data names, and how many of them ran."""

    source: str
    covered: int
    total: int
    #: Whether the source itself says what did not run; else the statements were counted here.
    exact: bool

    @property
    def percent(self) -> float:
        """The part that ran, from 0 to 100."""
        return 100 * self.covered / self.total if self.total else 100.0


@fact
def covered_lines(
    modules: tuple[ModuleSummary, ...], evidence: Evidence, settings: CoverageSettings | None
) -> CoveredLines:
    """Count the lines of the first source that notes lines, of the whole suite, and of the code as it is.

    A database notes what ran and not what did not: the statements are counted here then. Raises `Unmeasured`
    where there is no such source, and where settings exclude lines by patterns of their own from a database.
    """
    shapes = {module.path: module.regions for module in modules if module.regions is not None}
    for source in evidence.sources:
        if source.kind == "record" or source.problems or not source.files:
            continue
        covered = total = 0
        exact = all(data.missing is not None for data in source.files.values())
        for path, data in sorted(source.files.items()):
            if data.missing is None and settings and _patterns(settings):
                raise Unmeasured("the excluded files are unknown")
            ran, number = _counts(shapes.get(path), data)
            covered += ran
            total += number
        if total:
            return CoveredLines(source.path, covered, total, exact)
    raise Unmeasured("no lines were measured")


def _patterns(settings: CoverageSettings) -> bool:
    sections = [section for section in (settings.run, settings.report) if section]
    return any(key in section.values for section in sections for key in _PATTERNS)


def _counts(shape: Regions | None, data: FileData) -> tuple[int, int]:
    if data.missing is not None:
        return len(data.run), len(data.run) + len(data.missing - data.run)
    spans = shape.statements if shape else {}
    ran = sum(any(line in data.run for line in range(first, last + 1)) for first, last in spans.items())
    return ran, len(spans)
