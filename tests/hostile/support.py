"""Runs trees that attack, in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from roadworthy.commands.paranoid import watch_over, watched
from roadworthy.commands.run import Request, check
from roadworthy.core.result import ProjectResult, Report
from roadworthy.core.rule import Rule
from roadworthy.report.formats.full import full
from roadworthy.report.formats.text import text as as_text
from roadworthy.report.json import render as as_json
from roadworthy.report.sarif import render as as_sarif
from roadworthy.report.view import View
from roadworthy.testing import inspect_files
from roadworthy.testing.pages import plugins

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "demo"
version = "1.0"
description = "A demonstration"
license = "MIT"
requires-python = ">=3.11"
"""
#: What every tree holds unless an attack brings its own.
BASE: Mapping[str, str] = {"pyproject.toml": PROJECT, "src/demo/__init__.py": '"""A demonstration."""\n'}


def write_tree(root: Path, files: Mapping[str, bytes | str | None]) -> None:
    """Write files below a directory, over those of `BASE`; None stands for one that is not there."""
    for path, content in {**BASE, **files}.items():
        if content is not None:
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())


@contextmanager
def around(*roots: Path) -> Iterator[None]:
    """Hold what runs meanwhile to what `--paranoid` allows on these trees; raises where it refused anything.

    Also where the run has swallowed the refusal, or ended in another error.
    """
    watch = watch_over(map(str, roots), [], [], git=False)
    try:
        with watched(watch):
            yield
    finally:
        if watch.breaches:
            raise AssertionError(f"refused: {watch.breaches}")


def inspected_files(files: Mapping[str, bytes], rules: Iterable[Rule] | None = None) -> ProjectResult:
    """Return what rules, by default all that are on, find in files that are in memory alone."""
    plugins()
    with around():
        return inspect_files(files, rules)


def inspected(root: Path) -> Report:
    """Return the report on a directory, once every format has been written from it as well."""
    packs = plugins()
    with around(root):
        report = check(Request(paths=(str(root),), plugins=packs))
        as_json(report)
        as_sarif(report)
        as_text(report, View(verbose=True))
        full(report, View(verbose=True))
    return report
