"""What starts a job of GitLab CI: `rules`, `only`, `except`, `when`, and the workflow's `rules`."""

from __future__ import annotations

from typing import Any

from roadworthy.core.late_re import re
from roadworthy.facts.ci.model import Event
from roadworthy.facts.ci.source import as_text, flattened, table, texts

ALWAYS = frozenset({Event.BRANCH, Event.TAG, Event.MANUAL, Event.SCHEDULE})
_TAG = re.compile(r"\$CI_COMMIT_TAG\b")
_REQUEST = re.compile(r"merge_request_event|\$CI_MERGE_REQUEST_")
_MAIN = re.compile(
    r"\$CI_COMMIT_(BRANCH|REF_NAME) *={2} *(\$CI_DEFAULT_BRANCH|[\"'])|\$CI_COMMIT_REF_PROTECTED"
)


#: What lists of rules come to, by their identity: many jobs may share one.
Ruled = dict[int, frozenset[Event]]


def events_of(job: dict[str, Any], workflow: Any, ruled: Ruled) -> frozenset[Event]:
    """Return what starts a job, by `rules`, `only`, `except` and `when`."""
    events = ALWAYS
    if isinstance(job.get("rules"), list):
        events = _by_rules(job["rules"], ruled)
    elif "only" in job:
        events = _by_only(job["only"])
    elif isinstance(table(workflow).get("rules"), list):
        events = _by_rules(table(workflow)["rules"], ruled)
    if job.get("when") == "manual":
        return frozenset({Event.MANUAL})
    if job.get("when") == "never":
        return frozenset()
    if "except" in job:
        names = job["except"]
        refs = texts(names.get("refs") if isinstance(names, dict) else names)
        if "merge_requests" in refs:
            events = events - {Event.REQUEST}
        if "branches" in refs:
            events = events - {Event.BRANCH, Event.MAIN}
        if "tags" in refs:
            events = events - {Event.TAG}
    return events


def _by_rules(rules: list[Any], ruled: Ruled) -> frozenset[Event]:
    if id(rules) not in ruled:
        ruled[id(rules)] = _started([table(rule) for _, rule in flattened(rules, ())])
    return ruled[id(rules)]


def _started(rules: list[dict[str, Any]]) -> frozenset[Event]:
    found: set[Event] = set()
    for rule in rules:
        when, condition = rule.get("when"), as_text(rule.get("if") or "")
        if when == "never":
            if not condition and not rule.get("changes") and not rule.get("exists"):
                break
            continue
        if when == "manual":
            found.add(Event.MANUAL)
            continue
        if not condition:
            found |= {*ALWAYS, Event.REQUEST}
        elif _REQUEST.search(condition) and "!=" not in condition:
            found.add(Event.REQUEST)
        elif "$CI_PIPELINE_SOURCE" in condition and "schedule" in condition and "!=" not in condition:
            found.add(Event.SCHEDULE)
        elif _TAG.search(condition) and "== null" not in condition and "||" not in condition:
            found.add(Event.TAG)
        elif _MAIN.search(condition) and "||" not in condition:
            found.add(Event.MAIN)
        else:
            found |= {Event.BRANCH, Event.REQUEST}
    return frozenset(found)


def _by_only(only: Any) -> frozenset[Event]:
    refs = texts(only.get("refs")) if isinstance(only, dict) else texts(only)
    if not refs:
        return ALWAYS
    found: set[Event] = set()
    for ref in refs:
        if ref == "merge_requests":
            found.add(Event.REQUEST)
        elif ref == "tags":
            found.add(Event.TAG)
        elif ref == "branches" or ref in ("/.*/", "/^.*$/", "pushes"):
            found.add(Event.BRANCH)
        elif ref == "schedules":
            found.add(Event.SCHEDULE)
        elif ref in ("web", "triggers", "api", "pipelines"):
            found.add(Event.MANUAL)
        elif ref.startswith("/") and re.search(r"feature|\.\*", ref):
            found.add(Event.BRANCH)
        else:
            found.add(Event.MAIN)
    return frozenset(found)
