"""What a run found out, as frozen plain data: what report formats are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal

from roadworthy.core.fault import Problem
from roadworthy.core.finding import Finding, Fix, Span
from roadworthy.core.pack import Pack
from roadworthy.core.practice import State
from roadworthy.core.rule import Rule, Severity


class Outcome(Enum):
    """How one rule fared in one project."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not-applicable"
    BLOCKED = "blocked"
    UNMEASURED = "unmeasured"
    CRASHED = "crashed"


class Verdict(Enum):
    """What the gate says."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """A resolved location.

    `path` is relative to the directory that the run reports from. `line` and `column` are what a person
    is shown: in .ipynb files within `cell` (from 1), where there is one. `physical` is the span in the file
    itself.
    `route` is the symbolic place in words (`project.classifiers[3]`), or an archive's member.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    cell: int | None
    route: str
    physical: Span

    @property
    def counted_in(self) -> int | None:
        """The cell in which the line counts; None where it is one of the file."""
        return self.cell if self.path.endswith(".ipynb") else None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why a finding does not count, and who says so (`pyproject.toml:41`)."""

    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A finding as reported: placed, judged, and priced."""

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
class Crash:
    """A rule or fact that raised, or was stopped: which, on what, and the traceback or the limit."""

    rule: str
    subject: str
    traceback: str
    kind: Literal["rule", "fact", "practice", "run"] = "rule"
    #: It took too long, or found too much, and was given up.
    stopped: bool = False

    @property
    def text(self) -> str:
        """What happened, in words: rule `print-in-package` crashed."""
        if self.kind == "run":
            return "the run was stopped"
        return f"{self.kind} `{self.rule}` {'was stopped' if self.stopped else 'crashed'}"


@dataclass(slots=True)
class Judged:
    """One rule's run: its outcome, how many subjects it judged, and its findings, each with its subject.

    `reasons` say what could not be seen, where it could not tell.
    """

    rule: Rule
    outcome: Outcome
    subjects: int = 0
    findings: list[tuple[int | str, Finding]] = field(default_factory=list)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PracticeScore:
    """How far one practice is kept, and what shows it.

    `points` are its part of the group's weight, `share` what it earned of them, from 0.0 to 1.0: None where
    it could not be told (`state` "unknown") or has no place in this project ("not-applicable"). `chain` is
    what was seen, each with its place; `reason` says what is lacking, or could not be seen. `gain` is what
    what no finding tells would gain; None where findings tell all that lacks.
    """

    name: str
    title: str
    points: float
    state: State
    share: float | None
    chain: tuple[tuple[str, Place | None], ...] = ()
    reason: str = ""
    gain: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of `of` public projects with the same profile have less, as inspected on `day` (ISO 8601)."""

    lower: int
    of: int
    day: str


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group's part: `value` of the `measured` points of its `weight`.

    `measured` is less than the weight where practices do not apply or cannot be told; `value` is None where
    it is 0.
    """

    name: str
    weight: float
    value: float | None
    measured: float = 0.0
    practices: tuple[PracticeScore, ...] = ()
    #: None where too few public projects were measured.
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class ScoreResult:
    """The score without accepted findings and with them, and the points that each rule takes."""

    value: float
    with_accepted: float
    measured: float
    fail_under: float
    groups: tuple[GroupScore, ...]
    losses: Mapping[str, float] = field(default_factory=dict)
    #: None where too few public projects were measured.
    standing: Standing | None = None


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
class TestedFunction:
    """A public function: where its `def` is, its grade in words, and whether tests reach it by name."""

    name: str
    path: str
    line: int
    grade: str
    reached: bool


@dataclass(frozen=True, slots=True)
class TestEvidence:
    """What the tests of a project were judged by: files of measured data, and every public function.

    `sources` are path, kind, whether it notes tests, and what keeps it from being trusted.
    """

    sources: tuple[tuple[str, str, bool, tuple[str, ...]], ...]
    functions: tuple[TestedFunction, ...]


RoadState = Literal["done", "partly", "not", "unknown"]


@dataclass(frozen=True, slots=True)
class RoadSign:
    """One thing that a step asks for: how far it is there, what shows it or is lacking, and where."""

    title: str
    state: RoadState
    text: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RoadStep:
    """A step on the road from an experiment to production, with its chain of evidence."""

    name: str
    state: RoadState
    signs: tuple[RoadSign, ...]


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
    findings: tuple[Violation, ...]
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


#: How the reason begins why a file was skipped that only another Python can parse, which is named next.
WRITTEN_FOR = "written for "


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was not inspected, and why."""

    path: str
    reason: str
    #: "ordinary" for what no project wants inspected, such as its environment; "suspicious" where the tree
    #: itself hides what might be inspected, so that the run is not complete.
    weight: Literal["ordinary", "plain", "suspicious"] = "plain"

    @property
    def needs(self) -> str:
        """The Python that would read it; "" where the reason is another one."""
        found = self.reason.partition(":")[0]
        return found.removeprefix(WRITTEN_FOR) if found.startswith(WRITTEN_FOR) else ""


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
