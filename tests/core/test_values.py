"""What decides is a value, never the words that people read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.result import Reason, Verdict
from roadworthy.core.score_result import ScoreResult
from roadworthy.facts.project import Profile, Sign
from roadworthy.report.formats.full import full
from roadworthy.score.gate import judge
from roadworthy.testing.pages import inspect_files
from tests.report.factory import project, report


@pytest.mark.parametrize("evidence", ["it installs scripts", "there are commands"])
def test_a_tool_is_known_by_its_signs(evidence: str) -> None:
    assert Profile("application", (evidence,), frozenset({Sign.SCRIPTS})).is_tool


@pytest.mark.parametrize("signs", [set(), {Sign.FILE}, {Sign.SCRIPTS, Sign.SERVER}])
def test_what_is_more_than_a_tool(signs: set[Sign]) -> None:
    assert not Profile("application", ("it installs scripts",), frozenset(signs)).is_tool


def test_signs_of_a_project() -> None:
    toml = b'[project]\nname = "demo"\n[project.scripts]\ndemo = "demo:main"\n'
    files = {"pyproject.toml": toml, "src/demo/__init__.py": b"def main(): ...\n"}
    assert inspect_files(files, []).evidence == ("it installs scripts",)
    served = {**files, "Dockerfile": b"FROM python:3.13\n"}
    assert inspect_files(served, []).evidence == ("there is a Dockerfile", "it installs scripts")


@pytest.mark.parametrize(
    "store", [b"version https://git-lfs.github.com/spec/v1\n", b"../.git/annex/objects/x"]
)
def test_a_notebook_that_is_kept_elsewhere_is_skipped(store: bytes) -> None:
    assert inspect_files({"explore.ipynb": store}, []).findings == ()


@pytest.mark.parametrize("data", [b"", b"{", b"a Git LFS pointer"])
def test_a_broken_notebook_is_a_finding(data: bytes) -> None:
    (finding,) = inspect_files({"explore.ipynb": data}, []).findings
    assert finding.rule == "unreadable-file"


def test_only_what_says_so_is_elsewhere() -> None:
    at = Location("explore.ipynb")
    assert Unreadable("any words", at, elsewhere=True).fault.elsewhere
    assert not Unreadable("a Git LFS pointer", at).fault.elsewhere


SCORE = ScoreResult(61.44, 61.44, 100, 80.0, ())


def test_reasons_are_told_apart_by_their_kind() -> None:
    verdict, reasons = judge(SCORE, project().findings, "error", ["rule `x` crashed"])
    assert verdict is Verdict.UNKNOWN
    assert [reason.kind for reason in reasons][:2] == ["unjudged", "score"]


def test_the_last_line_names_the_score_once_whatever_its_reason_says() -> None:
    reasons = (Reason("score", "61.4 points are too few"), Reason("findings", "score cards: 2 errors"))
    shown = full(replace(report(), projects=(project(score=SCORE, reasons=reasons),)))
    assert shown.splitlines()[-1] == "churn failed: score 61.4, threshold 80; score cards: 2 errors"
