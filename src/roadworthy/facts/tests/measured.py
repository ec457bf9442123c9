"""Measured data in one form, whatever wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from roadworthy.core.late_dataclass import dataclass, field


class Grade(Enum):
    """What is known of a function's execution, best first."""

    CALLED = "called by a test"
    EXECUTED = "executed, origin unknown"
    IMPORTED = "ran at import only"
    NOT_EXECUTED = "not executed"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True)
class FileData:
    """What was measured of one file, as sets of line numbers.

    `run` were executed, `tested` of them by a test (None: no one noted by whom). `missing` and `excluded`
    are None where the data lists only what ran. `entered` holds the first lines of the functions that were
    entered (None: not noted), `entered_by_tests` those that a test entered. `digest` is the SHA-256 of the
    source that was measured, "" where it was not noted.
    """

    run: frozenset[int] = frozenset()
    tested: frozenset[int] | None = None
    missing: frozenset[int] | None = None
    excluded: frozenset[int] = frozenset()
    entered: frozenset[int] | None = None
    entered_by_tests: frozenset[int] = frozenset()
    digest: str = ""

    @property
    def lines(self) -> frozenset[int]:
        """Every line that the data names."""
        return self.run | (self.missing or frozenset()) | self.excluded


@dataclass(frozen=True, slots=True)
class Data:
    """A whole measurement: `kind` of file, what it says of each path, and the tests that it names.

    `complete` is False where the file itself says that not all tests ran, None where it does not say.
    """

    kind: str
    files: Mapping[str, FileData]
    tests: frozenset[str] = field(default=frozenset(), repr=False)
    complete: bool | None = None
