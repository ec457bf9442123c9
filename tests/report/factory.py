"""Reports made by hand: what the tests of report formats, and the conformance scripts, look at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from roadworthy.core.fault import Problem
from roadworthy.core.finding import Finding, Fix, Location, Replace, Span
from roadworthy.core.pack import Pack
from roadworthy.core.place import Place
from roadworthy.core.result import (
    Accepted,
    ProjectResult,
    Reason,
    Report,
    ReportedFinding,
    RuleResult,
    Verdict,
)
from roadworthy.core.rule import Rule, Severity, rule
from roadworthy.core.rule_run import Crash, Outcome
from roadworthy.core.score_result import GroupScore, ScoreResult
from roadworthy.core.skipped import Skipped

PYPROJECT = '[project]\nname = "churn"\nversion = "1.0"\nlicense = { text = "MIT" }\n'
MODULE = 'x = "😀😀"; password = "hunter2"\r\ny = [\r\n    1,\r\n]\r\nz = y\r\n'
NOTEBOOK = '{\n "cells": [\n  {\n   "source": [\n    "import os\\n",\n    "print(1)"\n   ]\n  }\n ]\n}\n'
#: File names that break careless reports: no URI, no XML, no terminal and no shell takes them as they are.
HOSTILE = (
    "a b#1%.py",
    "brackets[0].py",
    "é.py",
    "😀.py",
    "two\nlines.py",
    "esc\x1b[31m.py",
    "a:b.py",
    "bytes\udcff.py",
    "\u202egnp.py",
    "##[error]x.py",
    "[x](https:__evil.example).py",
    '<script>"&.py',
    "dir with space/c'd.py",
)


@rule(Severity.WARNING, since="0.1", group="metadata")
def license_table_deprecated(location: Location) -> Iterator[Finding]:
    """The licence is a table.

    PEP 639 replaces the table by an SPDX expression. Write the expression.

    ```toml bad
    [project]
    license = { text = "MIT" }
    ```
    """
    yield Finding("the licence is a table", location)


@rule(Severity.ERROR, since="0.1", group="metadata", pypi=True, aliases=("name-absent",))
def name_missing(location: Location) -> Iterator[Finding]:
    """The project has no name."""
    yield Finding("`project.name` is missing", location)


@rule(Severity.ERROR, since="0.1", group="code")
def secret_in_code(location: Location) -> Iterator[Finding]:
    """A secret is in the code.

    Whoever reads the code can use it. Revoke it, and read it from the environment.
    """
    yield Finding("a password is in the code", location)


@rule(Severity.NOTE, since="0.1", group="code", default=False)
def name_short(location: Location) -> Iterator[Finding]:
    """A name has one letter.

    Names say what things are.
    """
    yield Finding("`z` has one letter", location)


RULES: Mapping[str, Rule] = {
    item.name: item
    for item in (license_table_deprecated, name_missing, secret_in_code, name_short)
    if isinstance(item, Rule)
}


def place(
    path: str, *span: int, cell: int | None = None, route: str = "", physical: Span | None = None
) -> Place:
    """Return a place: `span` is line, column, end line and end column, by default the start of the file."""
    shown = Span(*(span or (1, 1, 1, 1)))
    return Place(
        path, shown.line, shown.column, shown.end_line, shown.end_column, cell, route, physical or shown
    )


def violation(rule: str, at: Place, message: str = "", **changes: Any) -> ReportedFinding:
    """Return a violation of one of `RULES`, by default with a fingerprint made of rule, path and message."""
    found = RULES[rule]
    made = ReportedFinding(
        rule,
        found.group,
        found.severity,
        message or found.summary,
        at,
        hashlib.blake2b(f"{rule}/{at.path}/{message}".encode("utf-8", "replace"), digest_size=10).hexdigest(),
        1.04,
        found.pypi,
        None,
        (),
        None,
    )
    return replace(made, **changes)


def project(*findings: ReportedFinding, **changes: Any) -> ProjectResult:
    """Return a project that failed with a score."""
    groups = (
        GroupScore("metadata", 60, 30.04),
        GroupScore("code", 25, -0.0),
        GroupScore("artifacts", 15, None),
    )
    made = ProjectResult(
        ".",
        "churn",
        "project",
        "ml-service",
        ("imports sklearn", "Dockerfile"),
        Verdict.FAILED,
        (Reason("score", "score 35.3 is under 80"), Reason("findings", "2 errors")),
        ScoreResult(35.34, 35.34, 85, 80.0, groups),
        findings,
        tuple(RuleResult(name, Outcome.PASSED, 1, 0) for name in RULES),
        (),
        False,
        (("license-table-deprecated", 1, 12.34),),
    )
    return replace(made, **changes)


def report(*findings: ReportedFinding, sources: Mapping[str, str] | None = None, **changes: Any) -> Report:
    """Return a report of one project with `findings`."""
    made = Report(
        "0.1.0",
        "2026",
        (
            Pack("metadata", "roadworthy_rules.metadata", "roadworthy", "0.1.0"),
            Pack("code", "roadworthy_rules.code", "roadworthy", "0.1.0"),
        ),
        (),
        RULES,
        41,
        (),
        (project(*findings),),
        {"pyproject.toml": PYPROJECT, "m.py": MODULE, "n.ipynb": NOTEBOOK} if sources is None else sources,
    )
    return replace(made, **changes)


LICENSE = violation(
    "license-table-deprecated",
    place("pyproject.toml", 4, 1, 4, 27, route="project.license"),
    '`{ text = "MIT" }` is a table',
    fix=Fix("Write the expression", Replace(Location("pyproject.toml", span=Span(4, 11, 4, 27)), '"MIT"')),
    related=(place("pyproject.toml", 1, 1, 1, 10), place("m.py", 1, 5, 1, 9)),
)
SECRET = violation("secret-in-code", place("m.py", 1, 10, 1, 30), "a password is in the code")
SHORT = violation("name-short", place("m.py", 5, 1, 5, 6), "`z` has one letter")
ACCEPTED = violation(
    "name-short", place("m.py", 2, 1, 4, 2), "`y` has one letter", accepted=Accepted("historical", "m.py:2")
)


def samples() -> dict[str, Report]:
    """Return a report of each kind that a format must cope with, by name."""
    cell = place("n.ipynb", 2, 1, 2, 9, cell=1, physical=Span(6, 5, 6, 15), route="cells[0].source[1]")
    wheel = place("dist/churn-1.0-py3-none-any.whl", 3, 1, 3, 5, route="churn/__init__.py")
    twice = [violation("name-short", place("m.py", 5, n, 5, n + 1), f"`{n}`") for n in (1, 5)]
    hostile = {name: f"import os\nname = {number}\n" for number, name in enumerate(HOSTILE)}
    return {
        "clean": replace(report(), projects=(project(verdict=Verdict.PASSED, reasons=()),)),
        "several": report(LICENSE, SECRET, SHORT, ACCEPTED),
        "hostile": report(
            *(violation("name-short", place(name, 2, 1, 2, 5), f"`{name}` is short") for name in HOSTILE),
            violation("name-missing", place("absent\x1b.toml"), "`{0}` [x](https://evil.example) ::error::x"),
            sources=hostile,
            skipped=(Skipped("bytes\udcfe", "not a regular file"), Skipped("a:b", "too large\n")),
        ),
        "notebook": report(violation("name-short", cell, "`print` in a cell")),
        "absent": report(
            violation("name-missing", place("setup.cfg")), violation("name-missing", place("."))
        ),
        "accepted": report(ACCEPTED),
        "archive": report(violation("name-missing", wheel), violation("name-missing", wheel, "twice")),
        "many": report(
            LICENSE,
            *(violation("name-short", place("big.py", n, 1, n, 6), f"`x{n}`") for n in range(1, 5_101)),
            sources={
                "pyproject.toml": PYPROJECT,
                "big.py": "".join(f"x{n} = {n}\n" for n in range(1, 5_101)),
            },
        ),
        "crashed": crashed(),
        "one line": report(*twice, violation("name-missing", place("m.py", 5, 1, 5, 2))),
        "artifact": report(projects=(project(kind="artifact", score=None, path=()),), rules={}),
        "several projects": report(
            projects=(
                project(LICENSE, root="."),
                project(violation("name-missing", place("b/c.toml")), root="b"),
            )
        ),
    }


def crashed() -> Report:
    """Return a report of a run in which a rule crashed, a pack was broken, and a file was skipped."""
    traceback = (
        "Traceback (most recent call last):\n"
        '  File "/home/somebody/.venv/lib/python3.11/site-packages/acme/rule.py", line 3, in rule\n'
        "    open(name)\n"
        "FileNotFoundError: no such file: '/home/somebody/secret/churn/m.py'\n"
    )
    broken = project(
        LICENSE,
        verdict=Verdict.UNKNOWN,
        score=None,
        reasons=(Reason("unjudged", "rule `name-short` crashed"),),
        crashes=(Crash("name-short", "m.py", traceback), Crash("unheard-of", "its facts", "KeyError\n")),
    )
    faults = (Problem("ImportError: no module named `x`", "/opt/acme/__init__.py", 3, pack="acme"),)
    skipped = (Skipped("z.py", "larger than 5 MiB"), Skipped("a/", "permission denied"))
    return report(projects=(broken,), pack_faults=faults, skipped=skipped)
