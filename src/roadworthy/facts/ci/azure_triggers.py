"""What starts a pipeline of Azure, and when a part of it runs: `trigger`, `pr`, `schedules`, `condition`."""

from __future__ import annotations

from typing import Any

from roadworthy.core.late_re import re
from roadworthy.facts.ci.model import Event
from roadworthy.facts.ci.source import as_text, table, texts
from roadworthy.tree.tree import Tree

_REASON = re.compile(r"(eq|ne)\(\s*variables\[?\.?'?Build\.Reason'?\]?\s*,\s*'(\w+)'\s*\)")
_MAIN = re.compile(
    r"eq\(\s*variables\[?\.?'?Build\.SourceBranch(?:Name)?'?\]?\s*,\s*'(?:refs/heads/)?\w+'\s*\)"
)
_TAG = re.compile(r"startsWith\(\s*variables\[?\.?'?Build\.SourceBranch'?\]?\s*,\s*'refs/tags")


def events_of(data: dict[str, Any], tree: Tree) -> frozenset[Event]:
    """Return what starts a pipeline; without `pr`, a repository on GitHub has its requests checked."""
    found: set[Event] = set()
    trigger, pr = data.get("trigger"), data.get("pr")
    if trigger is None and "trigger" not in data:
        found |= {Event.BRANCH, Event.TAG}
    elif trigger != "none" and not (isinstance(trigger, dict) and trigger.get("enabled") is False):
        found |= _branches(trigger)
    if "pr" in data and pr != "none":
        found.add(Event.REQUEST)
    elif "pr" not in data:
        # Azure's own repositories start it by a policy of the branch instead.
        found.add(Event.REQUEST if any(path.startswith(".github/") for path in tree.files) else Event.UNKNOWN)
    if "schedules" in data:
        found.add(Event.SCHEDULE)
    return frozenset(found or {Event.MANUAL})


def _branches(trigger: Any) -> set[Event]:
    names = texts(trigger)
    found: set[Event] = set()
    if isinstance(trigger, dict):
        branches = trigger.get("branches")
        names = texts(table(branches).get("include") if isinstance(branches, dict) else branches)
        if "tags" in trigger:
            found.add(Event.TAG)
            if branches is None:
                return found
        if not names:
            return found | {Event.BRANCH}
    return found | {Event.BRANCH if any(name in ("*", "**") for name in names) else Event.MAIN}


def narrowed(events: frozenset[Event], condition: Any) -> frozenset[Event]:
    """Return those of the events that a condition leaves."""
    if condition is None:
        return events
    text = as_text(condition)
    if text.strip().lower() in ("false", "never()", "eq(1, 2)"):
        return frozenset()
    if "or(" in text:
        return events
    for operator, reason in _REASON.findall(text):
        if reason == "PullRequest":
            kept = {Event.REQUEST, Event.UNKNOWN}
            events = events - {Event.REQUEST} if operator == "ne" else events & kept
        elif reason == "Schedule":
            events = events - {Event.SCHEDULE} if operator == "ne" else events & {Event.SCHEDULE}
    if _TAG.search(text):
        events = events & {Event.TAG, Event.MANUAL}
    elif _MAIN.search(text) and "not(" not in text:
        events = (events & {Event.SCHEDULE, Event.MANUAL}) | {Event.MAIN}
    return events
