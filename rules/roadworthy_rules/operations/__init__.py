"""Deployment and monitoring."""

from roadworthy import Practice, Rule, hookimpl, practices_in, rules_in


@hookimpl
def roadworthy_rules() -> list[Rule]:
    """Return the pack's rules."""
    return rules_in(__name__)


@hookimpl
def roadworthy_practices() -> list[Practice]:
    """Return what earns the pack's points."""
    from roadworthy_rules.operations import _deployment, _model_practices, _practices, _settings

    homes = (_practices, _model_practices, _deployment, _settings)
    return [found for home in homes for found in practices_in(home)]
