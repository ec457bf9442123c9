"""The rules of the engine itself: about inputs that cannot be read, and ignores that are at fault.

They belong to the group `engine`, which has no weight, and cannot be deselected.
"""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Fault
from roadworthy.core.finding import Finding
from roadworthy.core.rule import Rule, Severity, rule
from roadworthy.core.wording import and_more
from roadworthy.engine.suppress import IgnoreFault
from roadworthy.packs.marker import hookimpl


@rule(Severity.ERROR, since="0.1", group="engine")
def unreadable_file(faults: tuple[Fault, ...]) -> Iterator[Finding]:
    """A file cannot be read.

    The rules that need the file cannot run, so the report is incomplete and the exit code is 3. The file is
    missing, not regular, too large, in the wrong encoding, or not valid TOML, YAML, JSON, Python or archive
    data. Fix the file, or exclude it with `exclude`.

    The rule also reports code beside a package that is not packaged with it, but then the report is complete.
    Files for Python 2 are one finding.

    ```python bad
    def train(rows:
        return rows
    ```
    ```ipynb bad
    {"cells": [}
    ```
    ```python good
    def train(rows):
        return rows
    ```
    The rule ignores files that are broken on purpose, such as test data and templates, and files that need a
    newer Python than the one that runs Roadworthy. It lists them as skipped.

    ```python tests/data/broken.py good
    def train(rows:
    ```
    """
    alike: dict[tuple[str, bool], list[Fault]] = {}
    for fault in faults:
        if fault.cause:
            alike.setdefault((fault.cause, fault.aside), []).append(fault)
        else:
            yield Finding(fault.message, fault.location)
    for cause, aside in tuple(alike):
        # Code for Python 2 may have names that Python 3.7 made keywords.
        if cause.startswith("Python 3") and ("Python 2", aside) in alike:
            alike["Python 2", aside] += alike.pop((cause, aside))
    for (cause, _), (first, *others) in alike.items():
        files = and_more([fault.location.file for fault in (first, *others)], 3)
        message = f"{len(others) + 1} files are written for {cause}: {files}" if others else first.message
        related = tuple(fault.location for fault in others)
        yield Finding(message, first.location, related=related, arguments=(cause,) if others else None)


@rule(Severity.WARNING, since="0.1", group="engine")
def ignore_unused(fault: IgnoreFault) -> Iterator[Finding]:
    """An ignore matches nothing.

    The fault was fixed or moved, or it never existed, and the ignore would hide the next one. Remove it.

    The rule reports comments, and entries of `ignore` and `per-file-ignores` in the project's own settings.
    It stays silent about entries for rules that did not apply, such as rules on artifacts.

    ```toml bad
    [project]
    name = "demo"  # roadworthy: ignore[unreadable-file] generated elsewhere
    ```
    ```toml bad
    [project]
    name = "demo"

    [tool.roadworthy.ignore]
    unreadable-file = "generated elsewhere"
    ```
    ```toml good
    [project]
    name = "demo"
    ```
    """
    if fault.kind == "unused":
        yield Finding(fault.message, fault.at, fault.fix, arguments=(fault.rule,))


@rule(Severity.ERROR, since="0.1", group="engine")
def ignore_malformed(fault: IgnoreFault) -> Iterator[Finding]:
    """An inline ignore lacks a known rule or a reason.

    An ignore without a rule would hide other faults, and the next reader needs the reason. Write
    `# roadworthy: ignore[rule-name] reason`.

    ```toml bad
    [project]
    name = "demo"  # roadworthy: ignore[unreadable-file]
    ```
    ```toml good
    [project]
    name = "demo"
    ```
    """
    if fault.kind in ("malformed", "unknown"):
        yield Finding(fault.message, fault.at, arguments=(fault.rule,))


@hookimpl
def roadworthy_rules() -> list[Rule]:
    """Return the engine's own rules."""
    return [unreadable_file, ignore_unused, ignore_malformed]
