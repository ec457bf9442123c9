"""What Acme asks of its repositories: one rule, one fact and one report format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from roadworthy import Rule, hookimpl
from roadworthy_acme.acme_owner_missing import acme_owner_missing
from roadworthy_acme.codeowners import codeowners

if TYPE_CHECKING:
    from roadworthy.core.result import Report


@hookimpl
def roadworthy_rules() -> list[Rule]:
    """Return the pack's rules."""
    return [acme_owner_missing]


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any]]:
    """Return the pack's providers."""
    return [codeowners]


@hookimpl
def roadworthy_reports() -> dict[str, Callable[[Report], str]]:
    """Return the pack's report formats."""
    return {"acme-count": count}


def count(report: Report) -> str:
    """Return one line per project: its name and the number of its findings."""
    return "".join(f"{project.name} {len(project.findings)}\n" for project in report.projects)
