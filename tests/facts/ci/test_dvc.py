"""The commands that DVC runs: those of the stages of `dvc.yaml`."""

from __future__ import annotations

import pytest

from roadworthy.facts.ci import Verb
from tests.facts.ci.support import github

STAGES = """stages:
  fetch:
    cmd: python fetch.py
    outs: [data.csv]
  train:
    wdir: work
    cmd:
      - python train.py
      - python -m pytest
    deps:
      - data.csv
    outs:
      - model.pkl:
          cache: false
  report:
    cmd: ruff check .
    deps: [model.pkl]
  each:
    foreach: [a, b]
    do:
      cmd: mypy src
"""
FILES = {"dvc.yaml": STAGES, "fetch.py": "", "work/train.py": "", "work/test_train.py": ""}


@pytest.mark.parametrize(
    ("command", "tests", "lints", "types"),
    [
        ("dvc repro", "yes", "yes", "yes"),
        ("dvc exp run -S train.rate=1", "yes", "yes", "yes"),
        ("dvc repro --force train", "yes", "no", "no"),
        ("dvc repro report", "yes", "yes", "no"),
        ("dvc repro -s report", "no", "yes", "no"),
        ("dvc repro fetch --downstream", "yes", "yes", "yes"),
        ("dvc pull && dvc metrics diff && dvc exp show", "no", "no", "no"),
        ("dvc remote modify origin --local user demo", "no", "no", "no"),
        ("dvc repro other/dvc.yaml:train", "unknown", "unknown", "unknown"),
        ("dvc run -n train pytest", "unknown", "unknown", "unknown"),
    ],
)
def test_the_commands_of_stages_are_run(command: str, tests: str, lints: str, types: str) -> None:
    found = github(command, **FILES)
    told = [found.answer(verb).value for verb in (Verb.TESTS, Verb.LINTS, Verb.TYPES)]
    assert told == [tests, lints, types]


@pytest.mark.parametrize("text", ["", "stages: [", "stages: []", "stages: {train: 1}", "a: 1"])
def test_stages_that_are_not_there_are_unknown(text: str) -> None:
    files = {"dvc.yaml": text} if text else {}
    told = github("dvc repro", **files).answer(Verb.TESTS)
    assert told.value == "unknown"
    assert "dvc.yaml" in told.unseen[0].what


def test_a_stage_that_runs_the_stages_ends() -> None:
    files = {"dvc.yaml": "stages:\n  again:\n    cmd: dvc repro\n  test:\n    cmd: pytest\n"}
    assert github("dvc repro", **files).answer(Verb.TESTS).value == "yes"
