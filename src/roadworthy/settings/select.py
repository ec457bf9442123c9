"""Which rules run, and how severe they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.fault import Problem
from roadworthy.core.names import suggestion
from roadworthy.core.rule import Rule, Severity, options
from roadworthy.settings.config import Config
from roadworthy.settings.source import SettingsSource


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
            severity = _severity(rule, config["target"], severities.get(name))
            found.append(rule if severity is rule.severity else replace(rule, severity=severity))
    return found


def _severity(rule: Rule, target: str, level: str | None) -> Severity:
    if level is not None:
        return Severity[level.upper()]
    only_pypi = rule.pypi and not rule.everywhere
    return Severity.NOTE if only_pypi and target == "private" else rule.severity


def _canonical(name: str, rules: Mapping[str, Rule]) -> str:
    """Return the name of the rule that a name or an alias stands for; the name itself where none does."""
    if name in rules:
        return name
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
    """Return a problem for each rule that the settings name and no one has, and each option likewise."""
    known = {*rules, *(alias for rule in rules.values() for alias in rule.aliases)}
    return [problem for source in config.sources for problem in _name_problems(source, rules, known)]


def _name_problems(
    source: SettingsSource, rules: Mapping[str, Rule], known: Collection[str]
) -> Iterator[Problem]:
    given = source.table
    named: list[tuple[str, ...]] = []
    for table in ("ignore", "severity", "rules"):
        named += [(table, name) for name in given.get(table, ())]
    for pattern, names in given.get("per-file-ignores", {}).items():
        named += [("per-file-ignores", pattern, name) for name in names]
    for route in named:
        if route[-1] not in known:
            text = f"no rule is called `{route[-1]}`{suggestion(route[-1], known)}"
            yield source.problem(text, *route)
        elif route[0] == "rules":
            name = route[-1]
            yield from _option_problems(source, rules[_canonical(name, rules)], name, given["rules"][name])
    for table in ("severity", "rules"):
        yield from _duplicated(source, table, given.get(table, ()), rules)


def _duplicated(
    source: SettingsSource, table: str, names: Iterable[str], rules: Mapping[str, Rule]
) -> Iterator[Problem]:
    """Yield a problem for each name in a table that stands for a rule which another name stands for."""
    seen: dict[str, str] = {}
    for name in names:
        other = seen.setdefault(_canonical(name, rules), name)
        if other != name:
            message = f"`{name}` and `{other}` are one rule: keep one of them"
            yield source.problem(message, table, name)


def _option_problems(
    source: SettingsSource, rule: Rule, name: str, table: Mapping[str, Any]
) -> Iterator[Problem]:
    defaults = {key.replace("_", "-"): value for key, value in options(rule.function).items()}
    for key, value in table.items():
        route = ("rules", name, key)
        if key not in defaults:
            yield source.problem(f"`{name}` has no option `{key}`{suggestion(key, defaults)}", *route)
        elif not _fits(value, defaults[key]):
            kind = _KINDS.get(type(defaults[key]), type(defaults[key]).__name__)
            yield source.problem(f"option `{key}` of `{name}` must be {kind}", *route)


#: What TOML calls the types that options have.
_KINDS = {
    bool: "true or false",
    int: "an integer",
    float: "a number",
    str: "a string",
    tuple: "an array of strings",
    dict: "a table",
}


def _fits(value: Any, default: Any) -> bool:
    """Tell whether a value of TOML fits an option with this default: an integer is a number, too."""
    if isinstance(default, tuple):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if isinstance(default, float):
        return type(value) in (int, float)
    return type(value) is type(default)


def options_in_force(config: Config, rules: Mapping[str, Rule]) -> dict[str, dict[str, Any]]:
    """Return, by rule, the options that the settings give it by name or alias, as keyword arguments."""
    found: dict[str, dict[str, Any]] = {}
    for name, table in config["rules"].items():
        rule = rules.get(_canonical(name, rules))
        defaults = {} if rule is None else options(rule.function)
        given = {key.replace("-", "_"): value for key, value in table.items()}
        found[_canonical(name, rules)] = {key: _as(value, defaults.get(key)) for key, value in given.items()}
    return found


def _as(value: Any, default: Any) -> Any:
    """Return a value of TOML as a rule takes it, which has this default."""
    if isinstance(value, list):
        return tuple(value)
    return float(value) if isinstance(default, float) else value
