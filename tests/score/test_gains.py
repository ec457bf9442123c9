"""What fixing gains, and the path to passing, of inspections that are made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from roadworthy.core.finding import Finding, Location, Part
from roadworthy.core.practice import Answer, Practice, kept, lacking, untold
from roadworthy.core.registry import Registry
from roadworthy.core.result import Accepted
from roadworthy.core.rule import Rule, Severity
from roadworthy.core.rule_run import Outcome, RuleRun
from roadworthy.engine.facts import Facts
from roadworthy.engine.inspect import Inspection
from roadworthy.engine.suppress import Acceptance
from roadworthy.locate.place import Placer
from roadworthy.score.affected import affected_subjects
from roadworthy.score.gains import gains_of, tallies_of
from roadworthy.score.practices import Answered
from roadworthy.settings.config import defaults
from roadworthy.tree.tree import MemoryTree

#: Two groups that every test knows, and one that has no weight.
WEIGHTS = {"code": 60.0, "tests": 40.0, "operations": 0.0}


def near(points: float) -> Any:
    """Return what equals points but for rounding."""
    return pytest.approx(points)


def judge() -> Any:
    """Stand for the function of a rule or a practice, which is not called here."""


def run(
    name: str,
    *subjects: str,
    of: int = 0,
    group: str = "code",
    severity: Severity = Severity.WARNING,
    outcome: Outcome | None = None,
    **rule: Any,
) -> RuleRun:
    """Return a rule's run with a finding on each of `subjects`, of as many in all, or of `of`."""
    found: list[tuple[int | str, Finding]] = [
        (subject, Finding(f"{name} {number}", Location(f"{subject}.py")))
        for number, subject in enumerate(subjects)
    ]
    how = outcome or (Outcome.FAILED if subjects else Outcome.PASSED)
    made = Rule(name, judge, severity, "0.1", group=group, **rule)
    return RuleRun(made, how, of or len(set(subjects)), found)


def inspection(
    *runs: RuleRun, accepted: Sequence[Finding | Part] = (), settings: Mapping[str, Any] | None = None
) -> Inspection:
    """Return an inspection of the runs; groups of which there is none are judged by a rule that passed."""
    have = {item.rule.group for item in runs}
    others = [run(f"{group}-sound", of=1, group=group) for group in WEIGHTS if group not in have]
    reasons = {id(finding): Accepted("it is known", "pyproject.toml:1") for finding in accepted}
    tree = MemoryTree({"a.py": b""})
    config = defaults().replaced("a test", **(settings or {}))
    judged = [*runs, *others]
    facts = Facts(Registry(()), {})
    return Inspection(config, facts, Placer(tree), judged, [], [], 1, Acceptance(reasons, ()), [], [])


def answered(
    name: str,
    answer: Answer | None,
    *rules: str,
    group: str = "tests",
    points: float = 1.0,
    accepted: str = "",
) -> Answered:
    """Return a practice with its answer."""
    return Answered(Practice(name, judge, points, rules, group=group), answer, accepted)


def score_of(found: Inspection, *answers: Answered) -> float:
    return gains_of(found, WEIGHTS, answers)[0].value


def test_subjects_at_fault_are_counted_once_and_without_those_that_are_accepted() -> None:
    item = run("a", "x", "x", "y")
    known = [finding for subject, finding in item.findings if subject == "y"]
    assert affected_subjects(item) == {"x", "y"}
    assert affected_subjects(item, inspection(item)) == {"x", "y"}
    assert affected_subjects(item, inspection(item, accepted=known)) == {"x"}


@pytest.mark.parametrize(
    ("item", "taken"),
    [
        (run("a", "x", of=2, severity=Severity.ERROR), 0.25),
        (run("a", "x", of=2), 0.05),
        (run("a", "x", "y", severity=Severity.NOTE), 0.02),
        (run("a", "x", take=0.8), 0.8),
        (run("a", "x", take=1.0), 1.0),
        (run("a", "x", preview=True), 0.0),
        (run("a", "x", preview=True, take=0.8), 0.0),
        (run("a", of=3), 0.0),
    ],
)
def test_a_rule_takes_by_its_severity_or_as_it_says_and_nothing_in_preview(
    item: RuleRun, taken: float
) -> None:
    assert score_of(inspection(item)) == near(100 - 60 * taken)


def test_fixing_gains_what_the_rule_took_and_one_finding_its_part() -> None:
    item = run("a", "x", "y", of=4, take=0.5)
    result, gains, _ = gains_of(inspection(item), WEIGHTS, ())
    assert result.value == near(100 - 60 * 0.25)
    assert gains.rules == {"a": near(15)}
    assert gains.findings == {id(finding): near(7.5) for _, finding in item.findings}
    assert result.losses == {"a": near(15)}


def test_one_of_two_findings_on_a_subject_gains_nothing_alone() -> None:
    item = run("a", "x", "x", "y", of=2, take=0.5)
    _, gains, _ = gains_of(inspection(item), WEIGHTS, ())
    assert [gains.findings[id(finding)] for _, finding in item.findings] == [0, 0, near(15)]


def joined(name: str, number: int, **rule: Any) -> RuleRun:
    """Return a rule's run that reports a subject alone, and so many others of five in one finding."""
    item = run(name, "x", "y", of=5, **rule)
    parts = tuple(Part(f"{name} part {one}", Location(f"{one}.py")) for one in range(number))
    item.findings[1] = ("y", Finding(f"{name} joined", Location("y.py"), parts=parts))
    return item


def test_a_finding_that_joins_others_takes_and_gains_as_they_would() -> None:
    item = joined("a", 3, take=0.5)
    result, gains, _ = gains_of(inspection(item), WEIGHTS, ())
    apart = run("a", *"wxyz", of=5, take=0.5)
    assert result.value == score_of(inspection(apart)) == near(100 - 60 * 0.5 * 0.8)
    assert [gains.findings[id(finding)] for _, finding in item.findings] == [near(6), near(18)]
    known = item.findings[1][1].parts[:2]
    result, gains, _ = gains_of(inspection(item, accepted=known), WEIGHTS, ())
    assert result.value == near(100 - 60 * 0.5 * 0.4)
    assert [gains.findings[id(finding)] for _, finding in item.findings] == [near(6), near(6)]


def test_a_finding_that_joins_others_tells_their_part_of_what_a_practice_lacks() -> None:
    item = joined("a", 3, group="tests")
    lacks = answered("tested", kept(share=0.2), "a")
    result, gains, _ = gains_of(inspection(item), WEIGHTS, [lacks])
    assert [gains.findings[id(finding)] for _, finding in item.findings] == [near(8), near(24)]
    assert result.value == near(100 - 40 * 0.8)


def test_what_is_accepted_counts_in_the_other_score_alone_and_gains_nothing() -> None:
    item = run("a", "x", "y", take=0.5)
    known = item.findings[0][1]
    result, gains, path = gains_of(inspection(item, accepted=[known]), WEIGHTS, ())
    assert (result.value, result.with_accepted) == (near(85), near(70))
    assert gains.findings == {id(item.findings[1][1]): near(15)}
    assert path == ()
    all_known = [finding for _, finding in item.findings]
    result, gains, path = gains_of(inspection(item, accepted=all_known), WEIGHTS, ())
    assert (result.value, gains.rules, gains.findings, path) == (100, {}, {}, ())


def test_a_rule_that_passed_is_no_part_of_what_fixing_gains() -> None:
    _, gains, path = gains_of(inspection(run("a", of=2)), WEIGHTS, ())
    assert (gains.rules, gains.findings, path) == ({}, {}, ())


def test_a_rule_that_tells_a_practices_lack_takes_by_the_practice_alone() -> None:
    item = run("tests-absent", "x", "y", group="tests", take=1.0)
    found = inspection(item)
    lack = answered("tested", lacking("there are none"), "tests-absent")
    result, gains, _ = gains_of(found, WEIGHTS, [lack, answered("other", kept())])
    assert result.value == near(80)
    assert result.losses == {}
    assert gains.rules == {"tests-absent": near(20)}
    assert list(gains.findings.values()) == [near(10), near(10)]
    # Where the rule found nothing, or the practice is kept, the rule counts by itself, or not at all.
    passed = inspection(run("tests-absent", of=1, group="tests"))
    assert gains_of(passed, WEIGHTS, [lack])[1].rules == {}
    assert score_of(found, answered("tested", kept(), "tests-absent")) == near(60)


def test_rules_of_one_practice_share_what_it_lacks_but_for_what_the_answer_gives_each() -> None:
    runs = [run(name, "x", group="tests") for name in ("a", "b", "c")]
    partly = Answer(0.2, gains={"a": 0.5})
    tallies = tallies_of(inspection(*runs), WEIGHTS, [answered("p", partly, "a", "b", "c")], accepted=False)
    assert {rule: told[0][0] for rule, told in tallies.told.items()} == dict.fromkeys("abc", "p")
    assert {rule: told[0][1] for rule, told in tallies.told.items()} == {
        "a": 0.5,
        "b": near(0.15),
        "c": near(0.15),
    }
    # Fixing all of them earns all, and no more.
    for name in "abc":
        tallies = tallies.without(name)
    share = tallies.practices["p"].share
    assert share == near(1.0)
    assert tallies.without("a").practices["p"].share == 1.0


def test_an_answer_that_gives_more_than_is_lacking_leaves_nothing_to_share() -> None:
    runs = [run(name, "x", group="tests") for name in ("a", "b")]
    partly = Answer(0.8, gains={"a": 0.5})
    tallies = tallies_of(inspection(*runs), WEIGHTS, [answered("p", partly, "a", "b")], accepted=False)
    assert tallies.told == {"a": (("p", 0.5),), "b": (("p", 0.0),)}


@pytest.mark.parametrize(
    ("answer", "gain"),
    [
        (Answer(0.2, gains={"a": 0.5}), 12),
        (Answer(0.2), None),
        (Answer(0.5, gains={"a": 0.5}), None),
        (Answer(0.8, gains={"a": 0.5}), None),
        (kept(), None),
        (untold("it is hidden"), None),
    ],
)
def test_what_no_finding_tells_is_a_gain_of_the_practice(answer: Answer, gain: float | None) -> None:
    asked = [answered("p", answer, "a"), answered("q", kept(), points=1e-12)]
    result, _, _ = gains_of(inspection(run("a", "x", group="tests")), WEIGHTS, asked)
    (found,) = [item for group in result.groups for item in group.practices if item.name == "p"]
    assert found.gain == (None if gain is None else near(gain))


def test_what_findings_tell_of_one_practice_is_no_part_of_another() -> None:
    asked = [answered("p", lacking("gone"), "a"), answered("q", lacking("gone"))]
    result, _, _ = gains_of(inspection(run("a", "x", group="tests")), WEIGHTS, asked)
    found = {item.name: item.gain for group in result.groups for item in group.practices}
    assert found == {"p": None, "q": near(20)}


def test_a_lack_that_no_rule_tells_is_all_a_gain_of_the_practice() -> None:
    result, _, _ = gains_of(inspection(), WEIGHTS, [answered("p", lacking("gone"))])
    assert [item.gain for group in result.groups for item in group.practices] == [near(40)]


def test_a_rule_that_found_nothing_has_no_part_of_what_a_practice_lacks() -> None:
    runs = [run("a", of=1, group="tests"), *(run(name, "x", group="tests") for name in "bc")]
    for gains in ({}, {"a": 0.5}):
        lack = answered("p", Answer(0.2, gains=gains), "a", "b", "c")
        tallies = tallies_of(inspection(*runs), WEIGHTS, [lack], accepted=False)
        assert tallies.told == {"b": (("p", near(0.4)),), "c": (("p", near(0.4)),)}


def test_a_rule_whose_findings_are_all_accepted_is_on_no_path() -> None:
    known, unknown = run("a", "x", group="tests"), run("b", "y", group="tests")
    found = inspection(known, unknown, accepted=[known.findings[0][1]], settings={"fail_under": 100.0})
    lack = answered("p", lacking("gone"), "a", "b")
    _, gains, path = gains_of(found, WEIGHTS, [lack])
    assert gains.findings == {id(unknown.findings[0][1]): near(20)}
    assert path == (("b", 1, near(20)),)


def test_one_rule_may_tell_the_lack_of_several_practices() -> None:
    item = run("a", "x", group="tests")
    lacks = [answered(name, lacking("gone"), "a") for name in ("p", "q")]
    result, gains, path = gains_of(inspection(item), WEIGHTS, lacks)
    assert result.value == near(60)
    assert gains.rules == {"a": near(40)}
    assert path == (("a", 1, near(40)),)


@pytest.mark.parametrize("answer", [untold("it is hidden"), None])
def test_a_group_whose_practices_cannot_be_told_leaves_the_score(answer: Answer | None) -> None:
    silent = [answered("p", answer, "a"), answered("q", answer)]
    result, gains, _ = gains_of(inspection(run("a", "x", group="tests")), WEIGHTS, silent)
    assert (result.value, result.measured) == (100, 60)
    assert {group.name: group.value for group in result.groups}["tests"] is None
    assert gains.rules == {"a": 0.0}
    elsewhere = [*silent, answered("r", kept(), group="code")]
    result = gains_of(inspection(), WEIGHTS, elsewhere)[0]
    assert (result.measured, result.groups[1].value) == (60, None)
    one = [answered("p", answer, "a"), answered("q", kept())]
    assert gains_of(inspection(), WEIGHTS, one)[0].measured == near(80)


def test_a_lack_that_is_accepted_counts_in_the_other_score_alone() -> None:
    lack = answered("p", lacking("gone"), accepted="it is known")
    result, _, _ = gains_of(inspection(), WEIGHTS, [lack, answered("q", kept())])
    assert (result.value, result.with_accepted) == (100, near(80))


@pytest.mark.parametrize(
    ("outcomes", "measured"),
    [
        ([Outcome.UNMEASURED], 60),
        ([Outcome.BLOCKED], 60),
        ([Outcome.UNMEASURED, Outcome.NOT_APPLICABLE], 60),
        ([Outcome.UNMEASURED, Outcome.BLOCKED, Outcome.NOT_APPLICABLE], 60),
        ([Outcome.NOT_APPLICABLE], 60),
        ([Outcome.UNMEASURED, Outcome.PASSED], 100),
        ([Outcome.NOT_APPLICABLE, Outcome.PASSED], 100),
    ],
)
def test_a_group_of_which_no_rule_could_judge_anything_leaves_the_score(
    outcomes: list[Outcome], measured: float
) -> None:
    runs = [run(f"a{n}", group="tests", outcome=how) for n, how in enumerate(outcomes)]
    result, _, _ = gains_of(inspection(*runs), WEIGHTS, ())
    assert result.measured == measured
    assert (result.groups[1].value is None) is (measured == 60)


def test_a_group_without_any_rule_leaves_the_score_unless_practices_speak_for_it() -> None:
    found = inspection()
    found.judged[:] = [item for item in found.judged if item.rule.group != "tests"]
    assert gains_of(found, WEIGHTS, ())[0].measured == 60
    assert gains_of(found, WEIGHTS, [answered("p", kept())])[0].measured == 100


def test_a_rule_that_takes_all_and_cannot_tell_leaves_its_group_unknown() -> None:
    whole = run("a", group="tests", outcome=Outcome.UNMEASURED, take=1.0)
    part = run("b", group="tests", outcome=Outcome.UNMEASURED, take=0.5)
    sound = run("c", of=1, group="tests")
    assert gains_of(inspection(whole, sound), WEIGHTS, ())[0].measured == 60
    assert gains_of(inspection(part, sound), WEIGHTS, ())[0].measured == 100
    assert gains_of(inspection(run("a", of=1, group="tests", take=1.0)), WEIGHTS, ())[0].measured == 100


def test_a_required_group_that_cannot_be_measured_counts_as_nothing() -> None:
    unseen = run("a", group="tests", outcome=Outcome.UNMEASURED)
    for item in (unseen, run("b", group="tests", outcome=Outcome.BLOCKED)):
        found = inspection(item, settings={"require": ["tests"]})
        result, _, path = gains_of(found, WEIGHTS, ())
        assert (result.value, result.measured) == (near(60), 100)
        assert result.losses == {"require tests": near(40)}
        assert path == (("require tests", 0, near(40)),)
    silent = inspection(settings={"require": ["tests"]})
    assert score_of(silent, answered("p", untold("it is hidden"))) == near(60)
    assert score_of(silent, answered("p", None)) == 100
    # What the project does not have is not required, nor is what was measured.
    absent = run("a", group="tests", outcome=Outcome.NOT_APPLICABLE)
    assert gains_of(inspection(absent, settings={"require": ["tests"]}), WEIGHTS, ())[0].value == 100
    assert score_of(silent) == 100


def test_a_group_without_weight_is_shown_as_measured() -> None:
    result, _, _ = gains_of(inspection(run("a", "x", group="operations", take=1.0)), WEIGHTS, ())
    assert {group.name: (group.weight, group.value) for group in result.groups} == {
        "code": (60, 60),
        "tests": (40, 40),
        "operations": (0, 0),
    }


def test_a_group_without_weight_is_measured_unless_no_rule_had_a_subject() -> None:
    def value(*runs: RuleRun, answers: Sequence[Answered] = ()) -> float | None:
        result, _, _ = gains_of(inspection(*runs), WEIGHTS, answers)
        return {group.name: group.value for group in result.groups}["operations"]

    assert value(answers=[answered("p", untold("it is hidden"), group="operations")]) == 0
    assert value(run("a", group="operations", outcome=Outcome.NOT_APPLICABLE)) is None


def test_a_required_group_weighs_on_the_path_as_one_finding() -> None:
    unseen, small = run("a", group="tests", outcome=Outcome.UNMEASURED), run("b", "x", take=0.5)
    found = inspection(unseen, small, settings={"require": ["tests"], "fail_under": 60.0})
    assert [name for name, _, _ in gains_of(found, WEIGHTS, ())[2]] == ["require tests"]


def test_what_gains_little_is_on_the_path_where_it_is_needed() -> None:
    found = inspection(run("a", "x", take=0.01), settings={"fail_under": 99.9})
    assert gains_of(found, WEIGHTS, ())[2] == (("a", 1, near(0.6)),)


def test_the_path_takes_what_fails_the_gate_first_and_then_the_most_for_a_finding() -> None:
    cheap, dear = run("cheap", "x", take=0.3), run("dear", "x", "y", "z", take=0.4)
    fails = run("fails", "x", severity=Severity.ERROR, take=0.01)
    worse = run("worse", "x", severity=Severity.ERROR, take=0.02)
    settings = {"fail_under": 75.0}
    _, _, path = gains_of(inspection(cheap, dear, fails, worse, settings=settings), WEIGHTS, ())
    assert [(name, number) for name, number, _ in path] == [("worse", 1), ("fails", 1), ("cheap", 1)]
    now = score_of(inspection(cheap, dear, fails, worse, settings=settings))
    assert now + sum(gain for _, _, gain in path) == near(100 - 60 * 0.4)


@pytest.mark.parametrize(
    ("fail_on", "names"),
    [
        ("error", ["error"]),
        ("warning", ["error", "warning"]),
        ("note", ["error", "warning", "note"]),
        ("never", []),
    ],
)
def test_the_path_of_a_project_that_fails_by_severity_alone(fail_on: str, names: list[str]) -> None:
    runs = [run(item.label, "x", severity=item) for item in Severity]
    settings = {"fail_on": fail_on, "fail_under": 10.0}
    _, _, path = gains_of(inspection(*runs, settings=settings), WEIGHTS, ())
    assert [name for name, _, _ in path] == names


def test_the_path_ends_where_nothing_gains_any_more() -> None:
    unseen = run("a", "x", preview=True)
    lack = answered("p", lacking("gone"))
    assert gains_of(inspection(unseen, settings={"fail_under": 90.0}), WEIGHTS, [lack])[2] == ()
    # What is exactly reached needs nothing.
    item = run("a", "x", take=0.5)
    assert gains_of(inspection(item, settings={"fail_under": 70.0}), WEIGHTS, ())[2] == ()
    assert gains_of(inspection(item, settings={"fail_under": 70.5}), WEIGHTS, ())[2] == (("a", 1, near(30)),)
