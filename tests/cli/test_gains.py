"""What a report says that fixing gains is what fixing gives, along the story of the examples.

The finished example is taken apart, step by step, back towards the experiment. At each step the report names
what the step before had, and what fixing it gains: that is compared with the score of the step before. What
fixing a rule gains is what clean work gains, so a Dockerfile that breaks a rule is taken apart aside.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.core.result import ProjectResult
from tests.cli.test_story import EXAMPLES, UNWRITTEN, judged

#: Points that what is said may differ from what one gets: a step may bring a practice that did not apply.
NEAR = 0.5
Undo = Callable[[Path], None]


def without(*paths: str) -> Undo:
    def undo(root: Path) -> None:
        for path in paths:
            (shutil.rmtree if (root / path).is_dir() else Path.unlink)(root / path)

    return undo


def unsaid(path: str, *lines: str) -> Undo:
    """Take lines out of a file, by what they begin with."""

    def undo(root: Path) -> None:
        kept = [line for line in (root / path).read_text().splitlines() if not line.strip().startswith(lines)]
        (root / path).write_text("\n".join(kept) + "\n")

    return undo


#: The story backwards: what the report says of a step's lack, a rule or a practice, and how to undo the step.
STEPS: tuple[tuple[str, Undo], ...] = (
    ("license-included", without("LICENSE")),
    ("gitignore-missing", without(".gitignore")),
    ("requires-python-missing", unsaid("pyproject.toml", "requires-python")),
    ("summary-missing", unsaid("pyproject.toml", "description")),
    ("drift-watched", without("deploy")),
    ("user-root", unsaid("Dockerfile", "USER")),
    ("dockerfile-missing", without("Dockerfile")),
    ("ci-missing", without(".github")),
    ("tests-missing", without("tests")),
    ("readme-written", without("README.md")),
)
#: Steps that the next one does not begin from.
ASIDE = frozenset(("user-root",))


def value(found: ProjectResult) -> float:
    assert found.score is not None, found.reasons
    return found.score.value


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[ProjectResult, ProjectResult]]:
    """Return what is found before and after each step back."""
    root = tmp_path_factory.mktemp("story") / "churn"
    shutil.copytree(EXAMPLES / "production", root, ignore=UNWRITTEN)
    found: list[tuple[ProjectResult, ProjectResult]] = []
    before = judged(root)
    for name, undo in STEPS:
        place = root
        if name in ASIDE:
            place = tmp_path_factory.mktemp("aside") / "churn"
            shutil.copytree(root, place)
        undo(place)
        found.append((before, judged(place)))
        if place is root:
            before = found[-1][1]
    return found


def gains(found: ProjectResult) -> dict[str, float]:
    """Return what the report says that fixing gains: of rules, and of practices that no finding tells."""
    assert found.score is not None
    practices = [item for group in found.score.groups for item in group.practices]
    said = [(item.name, item.gain) for item in found.rules]
    said += [(item.name, item.gain) for item in practices]
    return {name: gain for name, gain in said if gain}


@pytest.mark.parametrize("number", range(len(STEPS)), ids=lambda number: STEPS[number][0])
def test_fixing_gives_what_the_report_says(
    story: list[tuple[ProjectResult, ProjectResult]], number: int
) -> None:
    before, after = story[number]
    said = {name: gain for name, gain in gains(after).items() if name not in gains(before)}
    assert STEPS[number][0] in said
    assert sum(said.values()) == pytest.approx(value(before) - value(after), abs=NEAR), said
