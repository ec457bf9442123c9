"""Paths as reports show them: relative, so that no report tells of the machine that made it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re

if TYPE_CHECKING:
    from roadworthy.core.result import Report

_FRAME = re.compile(r'^( *File ")([^"\n]+)(")', re.MULTILINE)
# A directory with its separators, at the start of an absolute path: POSIX, drive letter, or UNC.
_DIRECTORY = re.compile(r"(?<![\w:/\\.~>\[(-])(?:[A-Za-z]:)?[/\\](?:[^\s/\\\"'`:*?<>|]+[/\\])+")
# Where the import path of a module starts in its file's path, most telling last.
_ROOTS = re.compile(r"(?:^|(?<=/))(?:python\d[\d.]*|src|rules|(?:site|dist)-packages)/")


@dataclass(frozen=True, slots=True)
class ReportPaths:
    """How the paths of one report are shown; `base` is what absolute ones have in common, or empty."""

    base: str = ""
    #: The directories of the projects, which are the places of what they lack.
    roots: frozenset[str] = frozenset()

    @classmethod
    def of(cls, report: Report) -> ReportPaths:
        """Return the paths of a report; where a user named absolute ones, relative to their common parent."""
        bases = {project.root for project in report.projects if os.path.isabs(project.root)}
        bases |= {
            os.path.dirname(violation.place.path)
            for project in report.projects
            if not os.path.isabs(project.root)
            for violation in project.findings
            if os.path.isabs(violation.place.path)
        }
        roots = frozenset(project.root.replace(os.sep, "/").rstrip("/") or "." for project in report.projects)
        if not bases:
            return cls(roots=roots)
        try:
            return cls(os.path.commonpath(bases).replace(os.sep, "/").rstrip("/"), roots)
        except ValueError:  # on Windows, of two drives
            return cls(roots=roots)

    def display(self, path: str) -> str:
        """Return a path, or a text that starts with one, without the base."""
        if not self.base:
            return path
        if path == self.base:
            return "."
        return path.removeprefix(self.base + "/")

    def file(self, path: str) -> str:
        """Return a path as `display` does, for readers that know no other places than files.

        For a project itself that is its pyproject.toml, whether it has one or not.
        """
        shown = self.display(path)
        if path not in self.roots:
            return shown
        return "pyproject.toml" if shown in (".", "") else f"{shown}/pyproject.toml"


def without_directories(traceback: str) -> str:
    """Return a traceback that names modules by their import path, and other files by their name alone.

    `File "/home/me/.venv/lib/python3.11/site-packages/pack/rule.py"` becomes `File "pack/rule.py"`. What
    remains is the same on every machine.
    """
    return _DIRECTORY.sub(".../", _FRAME.sub(_frame, traceback))


def _frame(match: re.Match[str]) -> str:
    before, path, after = match.groups()
    path = path.replace("\\", "/")
    found = list(_ROOTS.finditer(path))
    if found:
        path = path[found[-1].end() :]
    elif os.path.isabs(path) or re.match("[A-Za-z]:/", path):
        path = ".../" + path.rpartition("/")[2]
    return f"{before}{path}{after}"
