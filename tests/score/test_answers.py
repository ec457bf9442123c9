"""What becomes of a practice's answer, whatever its provider does."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from roadworthy.core.fault import Absent, Blocked, Unmeasured
from roadworthy.core.practice import Answer, Practice, kept, lacking, practice, untold
from roadworthy.engine.inspect import Inspection, inspect
from roadworthy.score.practices import Answered, answers, scores_of
from roadworthy.settings.config import load
from roadworthy.testing.pages import plugins
from roadworthy.tree.tree import MemoryTree, Tree
from tests.cli.conftest import GOOD

RULES = ("gitignore-missing", "readme-missing", "breakpoint-left")
ACCEPTED = '\n[tool.roadworthy.ignore]\ngitignore-missing = "elsewhere"\nbreakpoint-left = "on purpose"\n'


@cache
def inspected(settings: str = "", code: bytes = b"x = 1\n") -> Inspection:
    files: Mapping[str, bytes] = {"pyproject.toml": (GOOD + settings).encode(), "src/demo/__init__.py": code}
    tree = MemoryTree(dict(sorted(files.items())))
    known = plugins()
    return inspect(tree, known, [known.rules[name] for name in RULES], load(tree))


def of(outcome: Answer | Exception | None, *rules: str, points: float = 1, group: str = "tests") -> Practice:
    def provider(tree: Tree) -> Answer | None:
        """Something is done."""
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return Practice("it", practice(points)(provider).function, points, rules, group)


def asked(one: Practice, inspection: Inspection | None = None) -> Answered:
    (found,) = answers(inspection or inspected(), [one])
    assert found.practice is one
    return found


@pytest.mark.parametrize(
    ("outcome", "state", "share", "reason"),
    [
        (kept(), "yes", 1.0, ""),
        (kept(share=0.25, reason="one of four"), "partly", 0.25, "one of four"),
        (lacking("no tests"), "no", 0.0, "no tests"),
        (untold("hidden"), "unknown", None, "hidden"),
        (Unmeasured("no coverage"), "unknown", None, "no coverage"),
        (Blocked("a broken file"), "unknown", None, "a broken file"),
    ],
)
def test_an_answer_has_a_state_a_share_and_a_reason(
    outcome: Answer | Exception, state: str, share: float | None, reason: str
) -> None:
    found = asked(of(outcome))
    assert (found.state, found.share(), found.accepted) == (state, share, "")
    assert found.answer is not None
    assert found.answer.reason == reason


@pytest.mark.parametrize("outcome", [None, Absent("no image")])
def test_what_does_not_apply_has_no_answer(outcome: Exception | None) -> None:
    found = asked(of(outcome))
    assert (found.answer, found.state, found.share(), found.share(with_accepted=True)) == (
        None,
        "not-applicable",
        None,
        None,
    )


def test_a_practice_that_raises_is_unknown_and_a_crash() -> None:
    inspection = inspected(code=b"y = 2\n")
    assert inspection.crashes == []
    found = asked(of(ValueError("oops")), inspection)
    assert (found.state, found.answer) == ("unknown", untold("its provider crashed"))
    (crash,) = inspection.crashes
    assert (crash.rule, crash.subject, crash.kind) == ("it", "the project", "practice")
    assert "oops" in crash.traceback


def test_a_lack_is_accepted_where_every_finding_of_its_rules_is() -> None:
    found = asked(of(lacking("none"), "gitignore-missing"), inspected(ACCEPTED))
    assert (found.accepted, found.state, found.share()) == ("accepted: elsewhere", "not-applicable", None)
    assert found.share(with_accepted=True) == 0.0


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (("gitignore-missing", "readme-missing"), "one of two findings is not accepted"),
        (("readme-missing",), "its finding is not accepted"),
        (("breakpoint-left",), "a rule that found nothing accepts nothing"),
        ((), "it has no rules"),
    ],
)
def test_a_lack_is_not_accepted_otherwise(rules: tuple[str, ...], why: str) -> None:
    found = asked(of(lacking("none"), *rules), inspected(ACCEPTED))
    assert (found.accepted, found.state) == ("", "no"), why


def test_what_is_kept_or_untold_is_not_accepted() -> None:
    for outcome in (kept(), untold("hidden")):
        assert asked(of(outcome, "gitignore-missing"), inspected(ACCEPTED)).accepted == ""


def test_a_practice_gets_its_part_of_its_groups_weight() -> None:
    inspection = inspected(ACCEPTED)
    answered = answers(
        inspection,
        [
            of(kept(), points=3),
            of(lacking("none"), "gitignore-missing", points=1),
            of(kept(), points=9, group="code"),
        ],
    )
    first, second = scores_of("tests", 20, answered, inspection.placer, {"it": 1.5})
    assert (first.points, first.state, first.share, first.reason, first.gain) == (15, "yes", 1.0, "", 1.5)
    assert (second.points, second.state, second.share) == (5, "not-applicable", None)
    assert second.reason == "accepted: elsewhere"
    assert (first.name, first.title) == ("it", "Something is done")
    assert scores_of("metadata", 20, answered, inspection.placer, {}) == ()
