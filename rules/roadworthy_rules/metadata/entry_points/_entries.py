"""Entry points as `[project]` declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from roadworthy import has_placeholder

if TYPE_CHECKING:
    from roadworthy import DeclaredMetadata, Location, Pyproject

#: The two tables of commands, and the groups that they become.
GROUPS = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}

_DOTTED = r"[^\W\d]\w*+(?:\.[^\W\d]\w*+)*+"
_EXTRA = r"[A-Za-z0-9]++(?:[._-]++[A-Za-z0-9]++)*+"
_VALUE = re.compile(
    rf"\s*+(?P<module>{_DOTTED})\s*+(?::\s*+(?P<attribute>{_DOTTED})\s*+)?"
    rf"(?P<extras>\[\s*+(?:{_EXTRA}(?:\s*+,\s*+{_EXTRA})*+\s*+)?\]\s*+)?"
)


def setup_entries(metadata: DeclaredMetadata) -> Iterator[tuple[Location, str, str, str]]:
    """Yield the place, group, name and target of every entry point that setup.py or setup.cfg declares."""
    for at, groups in metadata.each(dict, "entry-points"):
        for group, entries in groups.items() if at.file != "pyproject.toml" else ():
            for entry in entries if isinstance(entries, list) else str(entries).splitlines():
                name, found, target = str(entry).partition("=")
                if found and not has_placeholder(str(entry)):
                    yield at, str(group), name.strip(), target.strip()


def commands(pyproject: Pyproject) -> Iterator[tuple[Location, str]]:
    """Yield the place and target of every entry of `scripts` and `gui-scripts`."""
    for table in GROUPS:
        yield from _filled_in(pyproject, "project", table)


def plugins(pyproject: Pyproject) -> Iterator[tuple[Location, str]]:
    """Yield the place and target of every entry of `entry-points`."""
    for group, _ in pyproject.each(dict, "project", "entry-points"):
        yield from _filled_in(pyproject, *group.route)


def _filled_in(pyproject: Pyproject, *route: str | int) -> Iterator[tuple[Location, str]]:
    for here, target in pyproject.each(str, *route):
        if not has_placeholder(target) and not has_placeholder(str(here.route[-1])):
            yield here, target


def parts(target: str) -> re.Match[str] | None:
    """Split a target into `module`, `attribute` and `extras`; None where it is not one."""
    return _VALUE.fullmatch(target) if len(target) < 1000 else None
