"""What the command line may say, and nothing of what it does."""

from __future__ import annotations

import argparse

from roadworthy.commands import console

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, NoReturn

_COMMANDS = ("check", "init", "road", "rules", "rule", "fact", "config", "schema", "cache")
_PROFILES = ("library", "application", "ml-service")


def parse(given: Sequence[str]) -> argparse.Namespace:
    """Parse the words of a command line; `check` is the default command.

    Exits with 2 for a mistake, as argparse does.
    """
    if not given or (given[0] not in _COMMANDS and given[0] not in ("-h", "--help", "-V", "--version")):
        given = ["check", *given]
    # Most runs are checks, and what the others may say takes time to describe.
    return _parser(others=given[0] != "check").parse_args(given)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are inert and hold no secret: a shell expands `*` to a stranger's names."""

    def print_help(self, file: Any = None) -> None:
        console.emit(self.format_help())

    def error(self, message: str) -> NoReturn:
        from roadworthy.core.redact import Redactor
        from roadworthy.core.safe import safe

        super().error(safe(Redactor().text(message)))


def _parser(others: bool = True) -> argparse.ArgumentParser:
    """Return the parser of the command line; without `others`, of the command `check` alone."""
    parser = _Parser(
        prog="roadworthy",
        description="Check whether a Python project is ready to be packaged, published and run."
        " Roadworthy never runs, imports or builds the project.",
        epilog="Exit codes: 0 passed, 1 gate failed, 2 wrong usage or settings, 3 incomplete run.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "-V", "--version", action="store_true", help="print the versions of roadworthy and its packs"
    )
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="with --version: print also the dates of bundled data"
    )
    commands = parser.add_subparsers(metavar="COMMAND")
    _add_check(commands)
    if others:
        _add_others(commands)
    return parser


def _add_others(commands: Any) -> None:
    init = commands.add_parser("init", help="propose missing files as a diff", allow_abbrev=False)
    init.add_argument("path", nargs="?", default=".", metavar="PATH")
    init.add_argument("--write", action="store_true", help="write the files; existing files are not changed")
    init.add_argument("--license", metavar="SPDX", help="the licence, such as MIT (default: none)")
    init.add_argument("--ci", choices=("github", "gitlab"), help="the CI system (default: detected)")
    init.set_defaults(command="init")
    road = commands.add_parser(
        "road", help="print the steps from experiment to production, with evidence", allow_abbrev=False
    )
    road.add_argument("paths", nargs="*", metavar="PATH", help="a project (default: the current directory)")
    road.add_argument("--output-format", choices=("text", "json"), default="text")
    road.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    road.set_defaults(command="road")
    rules = commands.add_parser("rules", help="print a line for each rule", allow_abbrev=False)
    rules.add_argument(
        "words", nargs="*", metavar="WORD", help="a group, a severity, `pypi`, a glob, or words of its page"
    )
    rules.add_argument("--output-format", choices=("text", "json", "markdown"), default="text")
    rules.set_defaults(command="rules")
    rule = commands.add_parser("rule", help="print a rule's page", allow_abbrev=False)
    rule.add_argument("name", nargs="?", metavar="NAME")
    rule.add_argument("--all", action="store_true", help="print all rules")
    rule.add_argument("--output-format", choices=("text", "json", "markdown"), default="text")
    rule.set_defaults(command="rule")
    fact = commands.add_parser(
        "fact", help="print the fields of a fact, for authors of packs", allow_abbrev=False
    )
    fact.add_argument("name", nargs="?", metavar="NAME")
    fact.add_argument("--all", action="store_true", help="print all facts")
    fact.set_defaults(command="fact")
    config = commands.add_parser("config", help="print the settings in force, and where each came from")
    config.add_argument("path", nargs="?", default=".", metavar="PATH")
    config.set_defaults(command="config")
    schema = commands.add_parser("schema", help="print a JSON Schema", allow_abbrev=False)
    schema.add_argument("what", choices=("config", "report"))
    schema.set_defaults(command="schema")
    cache = commands.add_parser("cache", help="manage the cache", allow_abbrev=False)
    cache.add_argument("what", choices=("clear",))
    cache.set_defaults(command="cache")
    for command in (init, road, rules, rule, fact, config, schema, cache):
        command.set_defaults(version=False)


def _add_check(commands: Any) -> None:
    check = commands.add_parser(
        "check", help="inspect projects and artifacts (the default)", allow_abbrev=False
    )
    check.add_argument(
        "paths", nargs="*", metavar="PATH", help="a project, wheel, sdist or file; `-` reads one"
    )
    check.add_argument("-V", "--version", action="store_true", help=argparse.SUPPRESS)
    check.add_argument(
        "--stdin-filename", metavar="FILE", help="the path of the file that is read from standard input"
    )
    report = check.add_argument_group("report")
    report.add_argument(
        "--output-format",
        metavar="FORMAT",
        help="text (a first screen), concise (one line per finding; the default in pipes), full, json,"
        " sarif, github, gitlab, junit, markdown, html, or a pack's",
    )
    report.add_argument(
        "--output-file", metavar="FILE", help="write the report to a file; a summary is still printed"
    )
    report.add_argument(
        "--report", action="append", default=[], metavar="FORMAT=FILE", help="write a further report"
    )
    report.add_argument(
        "--sarif-category",
        metavar="NAME",
        default="roadworthy",
        help="the category of this SARIF report among those of the commit (roadworthy)",
    )
    report.add_argument("--color", choices=("auto", "always", "never"), default="auto")
    report.add_argument(
        "--group-by", choices=("file", "rule"), default="file", help="the order of findings in text and full"
    )
    report.add_argument("--statistics", action="store_true", help="print the number of findings of each rule")
    report.add_argument("-q", "--quiet", action="store_true", help="print findings and verdicts only")
    report.add_argument(
        "-v", "--verbose", action="store_true", help="print every finding, and the skipped and accepted ones"
    )
    gate = check.add_argument_group("gate")
    gate.add_argument("--fail-under", type=_score, metavar="N", help="the lowest score that passes (80)")
    gate.add_argument("--fail-on", choices=("error", "warning", "note", "never"))
    gate.add_argument("--profile", choices=_PROFILES)
    gate.add_argument("--target", choices=("pypi", "private"))
    gate.add_argument("--require", action="append", metavar="GROUP", help="count an unmeasured group as 0")
    gate.add_argument(
        "--coverage", metavar="FILE", help="a .coverage database, or coverage.json, coverage.xml or lcov"
    )
    gate.add_argument(
        "--diff-base",
        metavar="REV",
        help="fail only for findings that are new since this Git revision, whatever the score;"
        " functions that the change adds or touches must be tested",
    )
    gate.add_argument(
        "--baseline",
        metavar="FILE",
        help="a file of a file of known findings, which do not fail (roadworthy-baseline.json)",
    )
    gate.add_argument(
        "--update-baseline", action="store_true", help="remove fixed findings from the baseline; add none"
    )
    gate.add_argument(
        "--accept-new", action="store_true", help="write a baseline with all findings, and the score to keep"
    )
    gate.add_argument("--exit-zero", action="store_true", help="exit with 0 even if the gate fails")
    check.add_argument(
        "--paranoid",
        action="store_true",
        help="refuse processes (except Git for --diff-base), connections, code of the tree, reads outside"
        " the tree, and writes other than the named outputs; exit with 3 if one was tried",
    )
    rules = check.add_argument_group(
        "rules", "rules, groups or globs; the run is then partial and has no score"
    )
    rules.add_argument("--select", action="extend", type=_names, default=[], metavar="RULES")
    rules.add_argument(
        "--alone",
        action="store_true",
        help="check each named file with the rules that need no other file; skip files that none checks",
    )
    rules.add_argument("--ignore", action="extend", type=_names, default=[], metavar="RULES")
    fixing = check.add_argument_group("fixing")
    fixing.add_argument("--fix", action="store_true", help="apply safe fixes, then inspect")
    fixing.add_argument("--unsafe-fixes", action="store_true", help="also apply unsafe fixes")
    fixing.add_argument("--diff", action="store_true", help="show the fixes as a diff, and write nothing")
    speed = check.add_argument_group("speed")
    speed.add_argument(
        "--timing",
        action="store_true",
        help="print where the time of a run goes to standard error, in one process and without a cache",
    )
    speed.add_argument("--no-cache", action="store_true", help="do not read or write the cache")
    fixing.add_argument(
        "--add-ignore",
        action="extend",
        type=_names,
        default=[],
        metavar="RULE",
        help="accept a rule in the settings, then inspect",
    )
    fixing.add_argument("--reason", metavar="TEXT", help="the reason for --add-ignore")
    speed.add_argument(
        "--jobs",
        type=_count,
        default=0,
        metavar="N",
        help="number of processes; 0 for one per processor (default)",
    )
    check.set_defaults(command="check")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 4:
        raise argparse.ArgumentTypeError(f"a whole number from 0 to 9999, not {text!r}")
    return int(text)


def _score(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"a number from 0 to 100, not {text!r}")
    return number
