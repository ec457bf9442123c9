"""Which rules run, and how severe they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.names import suggestion
from roadworthy.core.rule import Rule, Severity, options
from roadworthy.settings.config import Config, Problem


def matching(pattern: str, rules: Mapping[str, Rule]) -> list[str]:
    """Return the names of the rules that a rule's name, an alias, a group or a glob stands for."""
    return [
        name
        for name, rule in rules.items()
        if fnmatchcase(name, pattern) or pattern == rule.group or pattern in rule.aliases or pattern == "ALL"
    ]


def select(
    rules: Mapping[str, Rule], config: Config, chosen: Iterable[str], left_out: Iterable[str]
) -> list[Rule]:
    """Return the rules to run, each with the severity in force.

    Without `chosen` these are the default ones and those that the settings name; rules of the engine
    itself always run.
    """
    wanted = {name for pattern in chosen for name in matching(pattern, rules)}
    unwanted = {name for pattern in left_out for name in matching(pattern, rules)}
    severities = {_canonical(name, rules): level for name, level in config["severity"].items()}
    found = []
    for name, rule in sorted(rules.items()):
        on = name in wanted if wanted else (rule.default and not rule.preview) or name in severities
        if rule.group == "engine" or (on and name not in unwanted):
            found.append(replace(rule, severity=_severity(rule, config["target"], severities.get(name))))
    return found


def _severity(rule: Rule, target: str, level: str | None) -> Severity:
    if level is not None:
        return Severity[level.upper()]
    return Severity.NOTE if rule.pypi and target == "private" else rule.severity


def _canonical(name: str, rules: Mapping[str, Rule]) -> str:
    return next((rule.name for rule in rules.values() if name in rule.aliases), name)


def unknown_patterns(patterns: Iterable[str], rules: Mapping[str, Rule]) -> list[Problem]:
    """Return a problem for each pattern of the command line that stands for no rule."""
    names = [*rules, *{rule.group for rule in rules.values()}]
    return [
        Problem(f"no rule or group is called `{pattern}`{suggestion(pattern, names)}")
        for pattern in patterns
        if not matching(pattern, rules)
    ]


def check_names(config: Config, rules: Mapping[str, Rule]) -> list[Problem]:
    """Return a problem for each rule that the settings name and nobody has, and each option likewise."""
    source = config.source
    if source is None:
        return []
    problems: list[Problem] = []
    known = {*rules, *(alias for rule in rules.values() for alias in rule.aliases)}

    def check(name: str, *route: str | int) -> bool:
        if name in known:
            return True
        problems.append(source.problem(f"no rule is called `{name}`{suggestion(name, known)}", *route))
        return False

    for table in ("ignore", "severity"):
        for name in config[table]:
            check(name, table, name)
    for pattern, names in config["per-file-ignores"].items():
        for name in names:
            check(name, "per-file-ignores", pattern, name)
    for name, table in config["rules"].items():
        if check(name, "rules", name):
            problems.extend(_option_problems(config, rules[_canonical(name, rules)], name, table))
    return problems


def _option_problems(config: Config, rule: Rule, name: str, table: Mapping[str, Any]) -> Iterable[Problem]:
    assert config.source is not None
    defaults = {key.replace("_", "-"): value for key, value in options(rule.function).items()}
    for key, value in table.items():
        route = ("rules", name, key)
        if key not in defaults:
            yield config.source.problem(f"`{name}` has no option `{key}`{suggestion(key, defaults)}", *route)
        elif type(value) is not (list if isinstance(defaults[key], tuple) else type(defaults[key])):
            kind = type(defaults[key]).__name__
            yield config.source.problem(f"option `{key}` of `{name}` must be of type {kind}", *route)


def options_in_force(config: Config) -> dict[str, dict[str, Any]]:
    """Return, by rule, the options that the settings give, as keyword arguments."""
    return {
        name: {key.replace("-", "_"): tuple(v) if isinstance(v, list) else v for key, v in table.items()}
        for name, table in config["rules"].items()
    }
