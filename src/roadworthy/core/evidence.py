"""What the tests of a project were judged by, as frozen plain data."""

from __future__ import annotations

from roadworthy.core.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TestedFunction:
    """A public function: where its `def` is, its grade in words, and whether tests reach it by name."""

    name: str
    path: str
    line: int
    grade: str
    reached: bool


@dataclass(frozen=True, slots=True)
class TestEvidence:
    """What the tests of a project were judged by: files of measured data, and every public function.

    `sources` are path, kind, whether it notes tests, and what keeps it from being trusted.
    """

    sources: tuple[tuple[str, str, bool, tuple[str, ...]], ...]
    functions: tuple[TestedFunction, ...]
