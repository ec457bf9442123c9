"""The fact `TreeDate`: the newest day that the tree's own lock files speak of, in place of a clock."""

from __future__ import annotations

from datetime import date

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.tree.tree import Tree

_DATED = re.compile(
    rb"""\b(?:upload[-_]time|created-at|exclude-newer)["']?\s*=\s*["']?(\d{4})-(\d\d)-(\d\d)(?!\d)"""
)
_LOCKS = re.compile(r"(?:uv\.lock|pylock(?:\.[^./]+)?\.toml|pdm\.lock)")


@dataclass(frozen=True, slots=True)
class TreeDate:
    """A day on or after which the tree was last worked on; None where nothing dates it."""

    day: date | None = None

    def outlives(self, data: date | None) -> bool:
        """Tell whether the tree is more than a year newer than data of a day."""
        return self.day is not None and data is not None and (self.day - data).days > 365


@fact
def tree_date(tree: Tree) -> TreeDate:
    """Read the dates of uploads and of the lock itself in the lock files at the root."""
    days = []
    for path in tree.files:
        if not _LOCKS.fullmatch(path):
            continue
        try:
            found = _DATED.findall(tree.read(path))
        except Unreadable:
            continue
        for year, month, day in {*found}:
            try:
                days.append(date(int(year), int(month), int(day)))
            except ValueError:  # no such day
                continue
    return TreeDate(max(days, default=None))
