"""Small services, and what is known of their operations."""

from __future__ import annotations

import functools

import roadworthy.testing.pages as pages
from roadworthy.core.score_result import PracticeScore

HEAD = '[project]\nname = "demo"\nversion = "1"\n[tool.roadworthy]\nprofile = "ml-service"\n'
#: A service that answers by a model, in a module beside which others lie.
SERVE = """from fastapi import FastAPI

import watch

app = FastAPI()


@app.post("/predict")
def predict(row: dict):
    watch.check(row, row)
    return MODEL.predict(row)
"""
IMAGE = 'FROM python:3.13-slim\nCOPY . .\nUSER 1000\nCMD ["uvicorn", "serve:app"]\n'
CRON = """apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - {name: job, image: demo:1, command: [python, watch.py]}
"""


def answers(files: dict[str, str]) -> dict[str, PracticeScore]:
    """Return the practices of a project of the profile `ml-service`, by name."""
    files = {"pyproject.toml": HEAD, **files}
    result = pages.inspect_files({path: text.encode() for path, text in files.items()})
    assert not result.crashes, result.crashes
    assert result.score is not None, result.reasons
    return {item.name: item for group in result.score.groups for item in group.practices}


def level(files: dict[str, str], practice: str = "drift-watched") -> str:
    """Return the level that a practice has: `0`, `half`, `1a`, `1b`, or `unknown`."""
    answer = answers(files)[practice]
    if answer.share is None:
        return "unknown"
    texts = [text for text, _ in answer.chain]
    return texts[0].partition(":")[0].removeprefix("level ") if texts else "0"


@functools.cache
def rules(name: str) -> frozenset[str]:
    """Return the names of a pack's rules."""
    return frozenset(rule.name for rule in pages.installed_rules() if rule.group == name)
