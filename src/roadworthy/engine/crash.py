"""What a rule or fact that raises, or is stopped, leaves behind."""

from __future__ import annotations

from typing import Any, Literal

from roadworthy.core.rule_run import Crash
from roadworthy.engine.budget import Spent


def crash_of(
    name: str,
    subject: str,
    error: BaseException,
    kind: Literal["rule", "fact", "practice"] = "rule",
) -> Crash:
    """Return the crash of a rule, fact or practice: its traceback, or that its time was over."""
    if isinstance(error, Spent):
        return Crash(name, subject, "it took too long", kind, stopped=True)
    import traceback

    return Crash(name, subject, "".join(traceback.format_exception(error, limit=-4)), kind)


def name_of(subject: Any) -> str:
    """Return what a subject is called: its path, file or name, else its type."""
    for attribute in ("path", "file", "name"):
        value = getattr(subject, attribute, None)
        if isinstance(value, str):
            return value
    return type(subject).__name__
