"""What Acme asks of its repositories: a rule, a fact that it asks for, and a report format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from roadworthy import FileKind, Report, Rule, facts_in, hookimpl, reports_in, rules_in
from roadworthy_acme import facts, reports, rules


@hookimpl
def roadworthy_rules() -> list[Rule]:
    """Return the pack's rules."""
    return rules_in(rules.__name__)


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any] | FileKind]:
    """Return the pack's facts."""
    return facts_in(facts.__name__)


@hookimpl
def roadworthy_reports() -> dict[str, Callable[[Report], str]]:
    """Return the pack's report formats."""
    return reports_in(reports.__name__)
