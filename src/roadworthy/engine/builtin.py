"""The rules of the engine itself: about inputs that cannot be read, and ignores that are at fault.

They belong to the group `engine`, which has no weight, and cannot be deselected.
"""

from __future__ import annotations

from collections.abc import Iterator

from roadworthy.core.fault import Fault
from roadworthy.core.finding import Finding
from roadworthy.core.rule import Rule, Severity, rule
from roadworthy.engine.suppress import IgnoreFault
from roadworthy.packs.hookspecs import hookimpl


@rule(Severity.ERROR, since="0.1", group="engine")
def unreadable_file(fault: Fault) -> Iterator[Finding]:
    """A file that must be judged cannot be read.

    It is missing, not regular, too large, in the wrong encoding, or not what its name says: invalid TOML,
    YAML, JSON or Python, or not an archive. Rules that needed it are blocked, the run is incomplete, and the
    exit code is 3. Mend the file, or leave it out with `exclude`. Code that lies beside a package, and is not
    shipped with it, is reported as well, but the rest is judged without it.

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
    A file that is broken on purpose, in tests or as a template, is skipped, and said to be.

    ```python tests/data/broken.py good
    def train(rows:
    ```
    """
    yield Finding(fault.message, fault.location)


@rule(Severity.WARNING, since="0.1", group="engine")
def ignore_unused(fault: IgnoreFault) -> Iterator[Finding]:
    """An ignore matches nothing.

    What it ignored was fixed, moved, or never there; left standing, it hides the next violation. Remove it.
    The rule reports comments, and the entries of `ignore` and `per-file-ignores` in the project's own
    settings. It stays silent about entries for rules that had nothing to look at, such as rules on artifacts.

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
    """An inline ignore names no rule, an unknown rule, or no reason.

    There is no blanket form, so that an ignore never hides more than was meant; and its reason is what
    the next reader needs. Write `# roadworthy: ignore[rule-name] reason`.

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
