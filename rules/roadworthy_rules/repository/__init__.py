"""Version-control hygiene."""

from collections.abc import Callable
from typing import Any

from roadworthy import FileKind, Practice, Rule, facts_in, hookimpl, practices_in, rules_in


@hookimpl
def roadworthy_rules() -> list[Rule]:
    """Return the pack's rules."""
    return rules_in(__name__)


@hookimpl
def roadworthy_practices() -> list[Practice]:
    """Return what earns the pack's points."""
    from roadworthy_rules.repository import _practices

    return practices_in(_practices)


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any] | FileKind]:
    """Return what rules across files need of each file, which is told beside the rule."""
    return facts_in(__name__)
