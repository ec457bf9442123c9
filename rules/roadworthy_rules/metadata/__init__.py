"""Metadata in pyproject.toml and in built artifacts."""

from roadworthy import Rule, hookimpl, rules_in


@hookimpl
def roadworthy_rules() -> list[Rule]:
    """Return the pack's rules."""
    return rules_in(__name__)
