"""The finished example, and what the report and the score say where one thing of it is taken away."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import pytest

from roadworthy.core.result import ProjectResult
from roadworthy.core.score_result import PracticeScore
from roadworthy.testing.pages import inspect_files

EXAMPLE = Path(__file__).parents[2] / "examples" / "production"
CI, IMAGE, MANIFEST = ".github/workflows/ci.yml", "Dockerfile", "deploy/kubernetes.yaml"
WHEEL = "COPY --from=builder /build/dist/*.whl ./\nRUN pip install --no-cache-dir --no-deps ./*.whl\n"


@functools.cache
def example() -> dict[str, bytes]:
    return {
        path.relative_to(EXAMPLE).as_posix(): path.read_bytes()
        for path in EXAMPLE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and ".pytest_cache" not in path.parts
    }


def judged(path: str = "", change: Callable[[str], str] = str) -> ProjectResult:
    files = dict(example())
    if path:
        before = files[path].decode()
        after = change(before)
        assert after != before
        files[path] = after.encode()
    return inspect_files(files)


def practices(result: ProjectResult) -> dict[str, PracticeScore]:
    assert result.score is not None, result.reasons
    return {item.name: item for group in result.score.groups for item in group.practices}


@functools.cache
def whole() -> ProjectResult:
    return judged()


def test_drift_is_watched_by_a_schedule_and_the_chain_is_shown() -> None:
    answer = practices(whole())["drift-watched"]
    assert answer.share == 1.0
    text, place = answer.chain[0]
    assert text.startswith("level 1b: the CronJob `churn-drift` runs `churn drift ")
    assert text.endswith("-> `_drift` -> `measure_drift` -> `population_stability_index`")
    assert place is not None
    assert place.path == "src/churn/monitor.py"


def without(text: str) -> Callable[[str], str]:
    return lambda whole: whole.replace(text, "")


def of_schedule(text: str) -> str:
    return text.replace('  schedule: "15 4 * * *"\n', "").replace("kind: CronJob", "kind: Job")


def of_another_command(text: str) -> str:
    return text.replace("[churn, drift, /models/model.json", "[churn, predict, /models/model.json")


CHANGES = [
    (
        "wheel-built-and-tested",
        CI,
        without("      - run: python -m build\n"),
        "no job builds the wheel itself",
    ),
    (
        "wheel-built-and-tested",
        CI,
        without("          python -m pip install --no-deps dist/*.whl\n"),
        "no test uses the wheel",
    ),
    ("changes-tested", CI, without("  pull_request:\n"), "no job tests pull requests"),
    ("image-installs-project", IMAGE, without(WHEEL), "it starts `churn-serve`"),
    ("drift-watched", MANIFEST, of_schedule, "level 1a"),
    ("drift-watched", MANIFEST, of_another_command, "level 1a"),
]


@pytest.mark.parametrize(("practice", "path", "change", "reason"), CHANGES)
def test_what_is_taken_away_is_told_and_costs(
    practice: str, path: str, change: Callable[[str], str], reason: str
) -> None:
    good, bad = whole(), judged(path, change)
    before, after = practices(good)[practice], practices(bad)[practice]
    assert before.share == 1.0
    assert after.share is not None
    assert after.share < 1.0
    assert reason in after.reason
    assert good.score is not None
    assert bad.score is not None
    assert bad.score.value < good.score.value
