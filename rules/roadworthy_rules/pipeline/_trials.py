"""Checks that may fail: which of them are tried out, and which have their outcome shown elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import CI, Act, RanJob, Tree, Verb

#: What is tried out before it is asked for.
_TRIAL = re.compile(
    r"experiment|nightly|upstream|pre-?release|canary|optional|information|advisory|\bdev\b", re.IGNORECASE
)
#: What it finds are alerts of the repository, and fail nothing.
_ALERTS = "github/codeql-action/"
#: Such a job fixes what it finds.
_MENDING = re.compile(r"git (commit|push)|create-pull-request|auto-?commit|autofix")
#: Steps that read the report of a test run, and fail the build or a check of the pull request by it.
_READERS = re.compile(r"(?i)[\w.-]+/(test-reporter|publish-unit-test-result-action|action-junit-report)\b")
_JENKINS = re.compile(r"\b(?:junit|xunit|nunit)\b(?=[ \t(]*[\"'(\[a-z])")
_AZURE = re.compile(r"\bfailTaskOnFailedTests:[ ]*[\"']?true", re.IGNORECASE)
#: Characters of a script that are looked at.
_LENGTH = 20_000


def loose(ci: CI, verb: Verb, tree: Tree) -> tuple[Act, ...]:
    """Return the checks of a kind that fail nothing: none where one does, and without those on trial."""
    found = list(ci.each(verb))
    if any(not act.tolerated for _, act in found):
        return ()
    return tuple(act for ran, act in found if not _is_tried(ran, act, tree))


def allowed(acts: tuple[Act, ...]) -> str:
    """Return the message on checks that may fail."""
    more = f" ({len(acts)} times)" if len(acts) > 1 else ""
    return f"`{acts[0].tool}` may fail: {acts[0].tolerated}{more}"


def _is_tried(ran: RanJob, act: Act, tree: Tree) -> bool:
    """Tell whether a check is tried out, fixes what it finds, or its outcome is looked at later."""
    if act.tool.startswith(_ALERTS):
        return True
    step = ran.step_of(act)
    names = (ran.job.name, ran.job.title, step.name if step else "")
    if any(map(_TRIAL.search, names)):
        return True
    if any(_MENDING.search(one.script[:_LENGTH]) or _MENDING.search(one.uses) for one in ran.job.steps):
        return True
    if any(_READERS.match(one.uses) for one in ran.job.steps):
        return True
    text = tree.text(ran.pipeline.file)
    reader = {"Jenkins": _JENKINS, "Azure Pipelines": _AZURE}.get(ran.pipeline.system)
    if reader is not None and reader.search(text):
        return True
    return step is not None and bool(step.ident) and f"steps.{step.ident}." in text
