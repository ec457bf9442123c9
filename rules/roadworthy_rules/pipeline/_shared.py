from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from roadworthy import Unmeasured, kept, lacking, untold

if TYPE_CHECKING:
    from roadworthy import CI, Answer, Location, Told, Workflow

#: A secret worth stealing: the workflow's own token is judged by its permissions, and coverage services and
#: Sonar let anyone with their token upload a report, and no more. A licence only lets a scanner run.
_SECRET = re.compile(
    r"secrets\.(?!GITHUB_TOKEN\b|(?:\w+_)?(?:ACCOUNT(?:_ID|_NUMBER)?|BUCKET(?:_NAME)?|PROJECT_ID|REGION)\b|\w*(?:CODECOV|COVERALLS|CODACY|CODECLIMATE|CC_TEST_REPORTER|DEEPSOURCE|SONAR|SAFETY_API_KEY|LICENSE(?:_KEY)?\b))",
    re.IGNORECASE,
)
#: Permissions to write what is shown and not run: results of checks and scans, comments and labels.
_SHOWN = frozenset("checks deployments discussions issues pull-requests security-events statuses".split())
#: Values that are looked at in one job.
_VALUES = 20_000


def is_missing(told: Told) -> bool:
    """Tell whether something is not done at all; raises `Unmeasured` where that cannot be told."""
    if told.value == "unknown":
        raise Unmeasured(unseen(told))
    return told.value == "no" and not told.tolerated


def unseen(told: Told) -> str:
    """Return what could not be read, each with its place."""
    items = [f"{item.what} ({_place(item.at)})" for item in told.unseen]
    more = f"; and {len(items) - 3} more" if len(items) > 3 else ""
    return f"could not see {'; '.join(items[:3])}{more}"


def hooks_unseen(ci: CI) -> str:
    """Return why it is unknown whether hooks run in CI; pre-commit.ci does not read `prek.toml`."""
    runner = "anything beside commits" if (ci.hooks or "").endswith(".toml") else "pre-commit.ci"
    return f"could not see whether {runner} runs the hooks of `{ci.hooks}`"


def _place(at: Location) -> str:
    return f"{at.file}:{at.span.line}" if at.span else at.file


def earned(ci: CI, told: Told, missing: str, share: float = 1.0, reason: str = "") -> Answer:
    """Return a practice's answer: what was seen, with the way to it, or what is missing."""
    if told.value == "yes":
        act = told.acts[0]
        way = " -> ".join(dict.fromkeys(_place(place) for place in (act.at, *act.via)))
        return kept((f"`{' '.join(act.words)[:80]}` ({way})", act.at), share=share, reason=reason)
    if told.value == "unknown":
        return untold(unseen(told))
    if told.tolerated:
        act = told.tolerated[0]
        return lacking(f"`{act.tool}` may fail: {act.tolerated}")
    return lacking(missing if ci else "there is no CI")


def may_only_read(workflow: Workflow, job: dict[str, Any]) -> bool:
    """Tell whether a job says that its token may only read, and has no secret: there is nothing to steal."""
    allowed = job.get("permissions", workflow.get(object, "permissions"))
    return allowed is not None and not holds_secrets(workflow, job)


def holds_secrets(workflow: Workflow, job: dict[str, Any]) -> bool:
    """Tell whether a job has something to steal: a secret, or a token that may write.

    What a token may do where nothing says so is a setting of the repository: since 2023 it may only read.
    """
    allowed = job.get("permissions", workflow.get(object, "permissions"))
    if allowed == "write-all":
        return True
    if isinstance(allowed, dict) and any(
        level == "write" and name not in _SHOWN for name, level in allowed.items()
    ):
        return True
    pending: list[Any] = [job, workflow.get(object, "env")]
    left = _VALUES
    while pending and left:
        left -= 1
        value = pending.pop()
        if isinstance(value, dict):
            if "secrets" in value:
                return True
            pending += value.values()
        elif isinstance(value, list):
            pending += value
        elif isinstance(value, str) and _SECRET.search(value):
            return True
    return False
