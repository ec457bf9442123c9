"""The scripts that a wheel's entry points make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadworthy import Location, Wheel

GROUPS = ("console_scripts", "gui_scripts")


def scripts(wheel: Wheel) -> Iterator[tuple[str, str, str]]:
    """Yield group, name and target of each script."""
    for group in GROUPS:
        for name, target in wheel.dist_info.entry_points.get(group, {}).items():
            yield group, name, target


def listing(wheel: Wheel) -> Location:
    """Return the place of the file that lists entry points."""
    return wheel.at(f"{wheel.dist_info.directory}/entry_points.txt")
