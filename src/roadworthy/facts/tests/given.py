"""What the command line gives: coverage data, and what the project was before a change."""

from __future__ import annotations

from collections.abc import Mapping

from roadworthy.core.late_dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class NamedCoverage:
    """The file that the command line names, with its bytes."""

    path: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class DiffBase:
    """The project at `revision`, as the user names it; absent without `--diff-base`.

    `commit` is the name of the commit that is compared with. `changed` are the Python files that are new or
    differ, `before` the bytes of those that differed or were there, by their paths of then.
    """

    revision: str
    changed: frozenset[str]
    before: Mapping[str, bytes] = field(repr=False)
    commit: str = ""
