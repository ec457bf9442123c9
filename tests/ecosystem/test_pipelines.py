"""What is known of real pipelines, as `pipelines.tsv` records it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.ecosystem.pipelines import QUESTIONS, answers, rows, verdicts


def test_no_answer_is_wrong_and_few_are_unknown() -> None:
    total: Counter[str] = Counter()
    for _, _, _, labels, answer in rows():
        assert len(labels) == len(answer) == len(QUESTIONS)
        total += verdicts(labels, answer)
    assert len(rows()) >= 80
    assert (total["false yes"], total["false no"]) == (0, 0)
    assert total["unknown"] <= 0.2 * total.total()


def test_each_system_is_among_them() -> None:
    files = " ".join(row[2] for row in rows())
    for name in (
        ".github/",
        ".gitlab-ci",
        ".circleci/",
        "Jenkinsfile",
        "azure-pipelines",
        "bitbucket-pipelines",
    ):
        assert files.count(name) >= 5, name


@pytest.mark.parametrize(
    ("labels", "given", "expected"),
    [("yn?-", "ynyy", {"right": 2, "false yes": 1}), ("yy", "n?", {"false no": 1, "unknown": 1})],
)
def test_what_counts_as_wrong(labels: str, given: str, expected: dict[str, int]) -> None:
    assert verdicts(labels, given) == expected


def test_a_file_is_judged_alone(tmp_path: Path) -> None:
    workflows = tmp_path / ".github" / "workflows"
    workflows.mkdir(parents=True)
    (workflows / "a.yml").write_text("on: push\njobs: {a: {steps: [{run: make test}]}}\n")
    (workflows / "b.yml").write_text("on: push\njobs: {a: {steps: [{run: ruff check}]}}\n")
    (tmp_path / "Makefile").write_text("test:\n\tpytest\n")
    assert answers(tmp_path, ".github/workflows/a.yml") == "yynnnnn"
    assert answers(tmp_path, ".github/workflows/b.yml") == "nnynnnn"
