"""Reading a case, inspecting its project as the command does, and comparing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from roadworthy.commands.run import Request, check
from roadworthy.core.fault import ConfigError
from roadworthy.core.result import Report, ReportedFinding
from roadworthy.testing.pages import plugins

_GIT = (
    ("init", "--quiet"),
    ("add", "--all", "--force"),
    ("-c", "user.name=Case", "-c", "user.email=case@example.org", "commit", "--quiet", "--message", "input"),
)


@dataclass(frozen=True)
class Expected:
    """A finding that a case wants or must not have; what is None may be anything, a rule may be a glob."""

    rule: str
    file: str | None = None
    line: int | None = None
    cell: int | None = None
    text: str = ""

    def matches(self, finding: ReportedFinding, root: Path) -> bool:
        """Tell whether a finding is the one."""
        place = finding.place
        return (
            fnmatchcase(finding.rule, self.rule)
            and self.file in (None, os.path.relpath(place.path, root).replace(os.sep, "/"))
            and self.line in (None, place.line)
            and self.cell in (None, place.cell)
            and self.text in finding.message
        )


@dataclass(frozen=True)
class Case:
    """A project below `input/`, and what `case.toml` says of it."""

    path: Path
    table: dict[str, Any]

    @property
    def pending(self) -> bool:
        """Whether today's answer is known to be wrong."""
        return bool(self.table.get("pending", False))

    def expected(self, key: str) -> list[Expected]:
        """Return the findings of `want` or `must_not`."""
        return [Expected(**item) for item in self.table.get(key, [])]


def cases(folder: Path) -> list[Case]:
    """Return the cases of a folder, sorted by name."""
    return [
        Case(file.parent, tomllib.loads(file.read_text(encoding="utf-8")))
        for file in sorted(folder.glob("*/case.toml"))
    ]


def differences(case: Case, directory: Path) -> list[str]:
    """Inspect a copy of the case's project; return what is missing, and what must not be there.

    Files that the case says are `added` come after the commit, and the inspection is of that change.
    """
    root = directory / "demo"
    shutil.copytree(case.path / "input", root)
    added = case.table.get("added", [])
    if case.table.get("git"):
        for path in added:
            (root / path).rename(directory / path.replace("/", "-"))
        for arguments in _GIT:
            subprocess.run(["git", *arguments], cwd=root, check=True)
        for path in added:
            (directory / path.replace("/", "-")).rename(root / path)
    base = "HEAD" if added else None
    try:
        report = check(Request((str(root),), plugins=plugins(), diff_base=base))
    except ConfigError as error:
        refused = case.table.get("refused")
        return [] if refused and refused in str(error) else [f"refused: {error}"]
    found = [finding for project in report.projects for finding in project.findings]
    wrong = _about_projects(case, report)
    wrong += [
        f"missing: {expected}"
        for expected in case.expected("want")
        if not any(expected.matches(finding, root) for finding in found)
    ]
    for expected in case.expected("must_not"):
        wrong += [
            f"not to be reported: {f.rule} at {f.place.path}:{f.place.line}: {f.message}"
            for f in found
            if expected.matches(f, root)
        ]
    return wrong


def _about_projects(case: Case, report: Report) -> list[str]:
    """Return what differs from a case's `refused`, `profile` and `skipped`."""
    wrong = [f"not refused: {text}" for text in (case.table.get("refused"),) if text]
    profiles = [project.profile for project in report.projects]
    wrong += [
        f"profile {profiles}, not {wanted}"
        for wanted in (case.table.get("profile"),)
        if wanted and profiles != [wanted]
    ]
    skipped = {os.path.basename(skip.path) for skip in report.skipped}
    return wrong + [
        f"not said to be skipped: {path}" for path in case.table.get("skipped", ()) if path not in skipped
    ]
