"""What outsiders can start: jobs and steps of workflows that run with secrets, by their conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roadworthy import Location, Workflow

#: Events that outsiders start, and that have secrets. Reviews of a fork's changes have none.
EXPOSED = frozenset(
    "discussion discussion_comment issue_comment issues pull_request_target workflow_run".split()
)
#: Only what the project's own branches hold gets past.
_OWN = re.compile(
    r"workflow_run\.event *== *['\"](?:push|schedule|workflow_dispatch)['\"]"
    r"|head_repository\.full_name *== *github\.repository|head\.repo\.full_name *== *github\.repository"
    r"|head\.repo\.fork *== *false|! *github\.event\.pull_request\.head\.repo\.fork"
)
#: Someone of the project starts it, by the name of an account or the rights that it has.
_MEMBER = re.compile(
    r"author_association|permission|\bgithub\.(?:actor|triggering_actor|event\.sender\.login) *== *+"
    r"(?!['\"][\w-]+\[bot\])|contains\( *fromJSON\([^()]*\), *github\.(?:actor|triggering_actor)",
    re.IGNORECASE,
)
#: Someone of the project looks at the change first.
_APPROVED = re.compile(
    r"label|environment|approved|pull_request\.merged *== *true|pull_request\.merged *(?:&&|}|$)"
)
_EVENT = re.compile(r"github\.event_name *(==|!=) *['\"](\w+)['\"]")
#: A payload that a condition asks for is that of some events alone.
_PAYLOAD = re.compile(
    r"(?<![!\w.])github\.event\.(pull_request|workflow_run|issue|comment|discussion)(?= *(?:[&)}]|$))"
)
_PAYLOADS = {
    "comment": "issue_comment discussion_comment",
    "discussion": "discussion discussion_comment",
    "issue": "issues issue_comment",
    "pull_request": "pull_request_target",
    "workflow_run": "workflow_run",
}
#: A job that finds out the rights of who started the workflow.
_ASKS = re.compile(
    r"author_association|getCollaboratorPermission|/collaborators/|permission[-_]?check|user-permission"
)
_LENGTH = 2_000
_JOBS = 20


def is_own_change(workflow: Workflow, at: Location) -> bool:
    """Tell whether a job or step only runs for the project's own changes, or where a member starts it."""
    events = workflow.triggers & EXPOSED
    return any(
        _OWN.search(text) or _MEMBER.search(text) or not _starting(text, events)
        for text in _conditions(workflow, at)
    )


def is_approved(workflow: Workflow, at: Location) -> bool:
    """Tell whether a job or step only runs after someone of the project has looked at the change."""
    target = workflow.get(object, "on", "pull_request_target")
    types = target.get("types") if isinstance(target, dict) else None
    if types == ["labeled"] and workflow.triggers & EXPOSED == {"pull_request_target"}:
        return True
    return any(map(_APPROVED.search, _conditions(workflow, at)))


def _starting(condition: str, events: frozenset[str]) -> frozenset[str]:
    """Return which of some events may get past a condition, where it names events."""
    parts = condition.split("||")
    passed: set[str] = set()
    for part in parts:
        left = set(events)
        for sign, name in _EVENT.findall(part):
            left = left & {name} if sign == "==" else left - {name}
        for name in _PAYLOAD.findall(part):
            left = left & set(_PAYLOADS[name].split())
        passed |= left
    return frozenset(passed)


def _conditions(workflow: Workflow, at: Location) -> Iterator[str]:
    """Yield the conditions that hold where a step or job runs: its own, and those of the jobs it needs.

    A job with an environment stands for a condition, because the environment may ask for an approval.
    """
    route = at.route
    if len(route) > 3:
        yield str(workflow.get(object, *route[:4], "if"))[:_LENGTH]
    jobs = {name: job for _, name, job in workflow.jobs()}
    pending, seen = [str(route[1])], set[str]()
    while pending and len(seen) < _JOBS:
        name = pending.pop()
        job = jobs.get(name)
        if job is None or name in seen:
            continue
        seen.add(name)
        condition = str(job.get("if"))[:_LENGTH]
        yield condition
        if "environment" in job:
            yield "environment"
        # Where a needed job is skipped, this one is, unless its condition says otherwise.
        if "always()" not in condition and "cancelled()" not in condition:
            needs = _names(job)
            pending += needs
            if any(f"needs.{need}." in condition and _ASKS.search(str(jobs.get(need))) for need in needs):
                yield "permission"


def _names(job: dict[str, Any]) -> list[str]:
    needs = job.get("needs")
    given = needs if isinstance(needs, list) else [needs]
    return [name for name in given if isinstance(name, str)]
