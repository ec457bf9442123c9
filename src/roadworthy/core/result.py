"""What a run found out, as frozen plain data: what report formats are made from."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Literal

from roadworthy.core.evidence import TestEvidence
from roadworthy.core.fault import Problem
from roadworthy.core.finding import Fix
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.pack import Pack
from roadworthy.core.place import Place
from roadworthy.core.road import RoadStep
from roadworthy.core.rule import Rule, Severity
from roadworthy.core.rule_run import Crash, Outcome
from roadworthy.core.score_result import ScoreResult
from roadworthy.core.skipped import Skipped


class Verdict(Enum):
    """What the gate says."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why a finding does not count, and who says so (`pyproject.toml:41`)."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding as reported: placed and judged, with what fixing it gains."""

    rule: str
    group: str
    severity: Severity
    message: str
    place: Place
    fingerprint: str
    #: Points that fixing this alone would gain; None in a partial run.
    gain: float | None
    #: Whether PyPI refuses an upload for this, as `Rule.pypi` says.
    pypi: bool
    fix: Fix | None
    related: tuple[Place, ...]
    accepted: Accepted | None
    #: Whether it is not in the baseline; None without one.
    new: bool | None = None
    details: dict[str, Any] = field(default_factory=dict, hash=False)
    #: The joined findings that are not accepted, as a baseline stores them: see `known_as`.
    parts: tuple[tuple[str, str, str], ...] = ()

    @property
    def known_as(self) -> tuple[tuple[str, str, str], ...]:
        """What a baseline knows it by: fingerprint, path and message of each finding that it stands for."""
        return self.parts or ((self.fingerprint, self.place.path, self.message),)


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's outcome, how many subjects it judged, and how many it found at fault.

    `reasons` say what could not be seen, where it could not tell.
    `gain` is what fixing all of its findings would gain; None where there is no score.
    """

    name: str
    outcome: Outcome
    subjects: int
    affected: int
    gain: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """What speaks against passing, in words: something that could not be judged, the score, or findings."""

    kind: Literal["unjudged", "score", "findings"]
    text: str


@dataclass(frozen=True, slots=True)
class Upload:
    """What PyPI would say to the artifacts ("accepted", "refused" or "unknown"), and every reason."""

    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BaselineUse:
    """The baseline that findings were compared with: its file, its entries, and those that match nothing.

    An entry is a fingerprint, the rule, the path in the project, and the message; `score` is the one to keep.
    """

    file: str
    entries: tuple[tuple[str, str, str, str], ...]
    stale: tuple[tuple[str, str, str, str], ...]
    score: float | None


@dataclass(frozen=True, slots=True)
class ProjectResult:
    """One result; `kind` is "project", "workspace" for the root that gathers projects, or "artifact"."""

    root: str
    name: str
    kind: str
    profile: str
    evidence: tuple[str, ...]
    verdict: Verdict
    reasons: tuple[Reason, ...]
    #: None where it cannot be known, in a partial run, for roots of workspaces and for artifacts alone.
    score: ScoreResult | None
    findings: tuple[ReportedFinding, ...]
    rules: tuple[RuleResult, ...]
    crashes: tuple[Crash, ...]
    partial: bool
    #: The cheapest way to the threshold: rule, number of findings, points gained.
    path: tuple[tuple[str, int, float], ...] = ()
    #: What PyPI would say; None without artifacts.
    pypi: Upload | None = None
    #: None in a partial run, and where there are no tests or no functions to judge.
    tests: TestEvidence | None = None
    #: What a change is judged against: the revision as it was named, and the commit that it means.
    diff_base: tuple[str, str] | None = None
    #: The baseline in force; None without one.
    baseline: BaselineUse | None = None
    #: The steps from experiment to production; none for artifacts and in a partial run.
    road: tuple[RoadStep, ...] = ()
    #: What speaks for another profile, in words.
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run. `sources` gives the text of a file with findings, by the path in its places."""

    version: str
    edition: str
    packs: tuple[Pack, ...]
    pack_faults: tuple[Problem, ...]
    #: Every rule known, run or not, by name.
    rules: Mapping[str, Rule]
    checked: int
    skipped: tuple[Skipped, ...]
    projects: tuple[ProjectResult, ...]
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: What tells this report from others of the same commit, in SARIF.
    category: str = "roadworthy"

    @property
    def complete(self) -> bool:
        """Whether everything could be judged."""
        return not self.pack_faults and all(p.verdict is not Verdict.UNKNOWN for p in self.projects)

    @property
    def exit_code(self) -> int:
        """0 passed, 1 the gate failed, 3 something could not be judged."""
        if not self.complete:
            return 3
        return int(any(project.verdict is Verdict.FAILED for project in self.projects))
