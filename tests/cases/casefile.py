"""Cases: small projects after public bug reports, with what a right answer says of each.

A case is one TOML file. `files` are texts by path, `base64` bytes, `archives` the members of wheels and
sdists by the archive's path, in order. With `git = true` all of it is committed in a Git repository, ignored
files too. Each `want` must fit a finding, and no `must_not` may: by `rule` (a glob), `but` (one of rules that
do not count), `file` (relative to the project), `line`, `severity`, and `says`, a part of the message.
`fault` and `expect` say in words what the case is about; `differs` says why the wants are not what `expect`
says.
"""

from __future__ import annotations

import base64
import gzip
import io
import os
import subprocess
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from roadworthy.commands.run import Request, check
from roadworthy.core.result import ReportedFinding
from roadworthy.testing.pages import plugins


def cases(directory: Path) -> list[Path]:
    """Return the case files of a directory, sorted by name."""
    return sorted(directory.glob("*.toml"))


def misses(file: Path, root: Path) -> list[str]:
    """Build and inspect a case in an empty directory; return what is missing from the answer, or false."""
    case = tomllib.loads(file.read_text(encoding="utf-8"))
    build(case, root)
    report = check(Request(paths=(str(root),), plugins=plugins()))
    found = [finding for project in report.projects for finding in project.findings]
    wrong = [
        f"missing: {_words(want)}"
        for want in case.get("want", ())
        if not any(_fits(finding, want, root) for finding in found)
    ]
    for unwanted in case.get("must_not", ()):
        wrong += [
            f"unwanted: {finding.severity.name} {finding.rule}: {finding.message}"
            for finding in found
            if _fits(finding, unwanted, root)
        ]
    return wrong


def build(case: Mapping[str, Any], root: Path) -> None:
    """Write a case's files, and commit them where it asks for that."""
    contents = {path: text.encode() for path, text in case.get("files", {}).items()}
    contents |= {path: base64.b64decode(text) for path, text in case.get("base64", {}).items()}
    for path, members in case.get("archives", {}).items():
        contents[path] = _zip(members) if path.endswith(".whl") else _tar(members)
    for path, data in contents.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    if case.get("git"):
        # The machine's settings must not matter: no hooks, no signing, no global ignores.
        quiet = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        author = ("-c", "user.name=Case", "-c", "user.email=case@example.org")
        for command in (["init", "-q"], ["add", "--all", "--force"], [*author, "commit", "-qm", "Case"]):
            subprocess.run(["git", *command], cwd=root, env=quiet, check=True)


def _zip(members: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _tar(members: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, text in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _fits(finding: ReportedFinding, pattern: Mapping[str, Any], root: Path) -> bool:
    # A key that is not known would hold nothing to account.
    assert pattern.keys() <= {"rule", "but", "file", "line", "severity", "says"}, pattern
    return (
        fnmatchcase(finding.rule, pattern.get("rule", "*"))
        and not fnmatchcase(finding.rule, pattern.get("but", ""))
        and pattern.get("line") in (None, finding.place.line)
        and pattern.get("severity") in (None, finding.severity.name.lower())
        and pattern.get("says", "") in finding.message
        and pattern.get("file") in (None, os.path.relpath(finding.place.path, root).replace(os.sep, "/"))
    )


def _words(pattern: Mapping[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in pattern.items())
