"""Whether this is production code."""

from collections.abc import Callable
from typing import Any

from roadworthy import FileKind, Rule, facts_in, hookimpl, rules_in


@hookimpl
def roadworthy_rules() -> list[Rule]:
    """Return the pack's rules."""
    return rules_in(__name__)


@hookimpl
def roadworthy_facts() -> list[Callable[..., Any] | FileKind]:
    """Return what rules across files need of each file, which is told beside the rule."""
    return facts_in(__name__)
