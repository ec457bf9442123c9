"""The commands that only print: `rules`, `rule`, `fact` and `road`."""

from __future__ import annotations

import argparse
from fnmatch import fnmatchcase

from roadworthy.commands import console, kept

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from roadworthy.core.rule import Rule


def rules(options: argparse.Namespace) -> int:
    """Print a line for each rule, by group; words narrow them to a group, a severity, or what holds them."""
    from roadworthy.commands.plugins import load_plugins
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.names import suggestion
    from roadworthy.core.rule import Severity
    from roadworthy.report.page import render_list

    every = load_plugins(kept.opened()).rules.values()
    exact = {*(rule.group for rule in every), *(severity.label for severity in Severity), "pypi"}
    chosen = [rule for rule in every if all(_fits(rule, word, word in exact) for word in options.words)]
    if not chosen:
        known = {name for rule in every for name in (rule.name, rule.group)}
        hint = suggestion(options.words[0], known)
        raise ConfigError(Problem(f"no rule matches `{' '.join(options.words)}`{hint}"))
    # Markdown and JSON are for programs.
    printed = console.show if options.output_format == "text" else console.emit
    printed(render_list(sorted(chosen, key=lambda rule: (rule.group, rule.name)), options.output_format))
    return 0


def _fits(rule: Rule, word: str, exact: bool) -> bool:
    if exact:
        return word in (rule.group, rule.severity.label) or (word == "pypi" and rule.pypi)
    return fnmatchcase(rule.name, word) or word in rule.name or word.lower() in rule.summary.lower()


def rule(options: argparse.Namespace) -> int:
    """Print the page of a rule, those of all rules, or a line for each rule of a group."""
    from roadworthy.commands.plugins import load_plugins
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.names import suggestion
    from roadworthy.report.page import render_list, render_pages

    rules = load_plugins(kept.opened()).rules
    # Markdown and JSON are for programs.
    printed = console.show if options.output_format == "text" else console.emit
    if options.all:
        chosen = [rules[name] for name in sorted(rules)]
    elif options.name is None:
        raise ConfigError(Problem("name a rule, or ask for --all"))
    else:
        chosen = [rule for rule in rules.values() if options.name in (rule.name, *rule.aliases)]
        group = [rules[name] for name in sorted(rules) if rules[name].group == options.name]
        if not chosen and group:
            printed(render_list(group, options.output_format))
            return 0
        if not chosen:
            known = {*rules, *(rule.group for rule in rules.values())}
            hint = suggestion(options.name, known)
            raise ConfigError(Problem(f"no rule or group is called `{options.name}`{hint}"))
    printed(render_pages(chosen, options.output_format))
    return 0


def fact(options: argparse.Namespace) -> int:
    """Print the page of a fact, or those of all."""
    from roadworthy.commands.plugins import load_plugins
    from roadworthy.core.fault import ConfigError, Problem
    from roadworthy.core.names import suggestion
    from roadworthy.report.fact_page import fact_pages

    pages = {page.name: page for page in fact_pages(load_plugins().registry)}
    if options.all:
        chosen = list(pages.values())
    elif options.name is None:
        raise ConfigError(Problem("name a fact, or ask for --all"))
    elif options.name not in pages:
        raise ConfigError(Problem(f"no fact is called `{options.name}`{suggestion(options.name, pages)}"))
    else:
        chosen = [pages[options.name]]
    console.show("\n".join(page.text for page in chosen))
    return 0


def road(options: argparse.Namespace) -> int:
    """Print the steps from experiment to production with their evidence; 3 where something was not judged."""
    from roadworthy.commands.plugins import load_plugins
    from roadworthy.commands.printing import plain_view
    from roadworthy.commands.run import Request, check
    from roadworthy.report.json import road_steps
    from roadworthy.report.json_text import dump
    from roadworthy.report.paths import ReportPaths
    from roadworthy.report.screen import road_page

    report = check(Request(tuple(options.paths) or (".",), plugins=load_plugins(kept.opened())))
    paths = ReportPaths.of(report)
    if options.output_format == "json":
        told = [
            {"root": paths.display(project.root), "name": project.name, "road": road_steps(project, paths)}
            for project in report.projects
        ]
        console.emit(dump(told, indent=2))
    else:
        view = plain_view(options.color)
        console.show("".join(f"{line}\n" for p in report.projects for line in road_page(p, view)))
    return 0 if report.complete else 3
