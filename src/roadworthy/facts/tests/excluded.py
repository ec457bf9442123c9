"""The fact `Excluded`: what the settings of coverage.py leave out of the measurement, apart from comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from math import comb

from roadworthy.core.fact import fact
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.facts.python import Definition
from roadworthy.facts.tests.coveragesettings import CoverageSettings

#: The length up to which a pattern is used, the repetitions it may have, and the length of lines searched.
_PATTERN = 200
_REPEATED = 4
_LINE = 500
#: Steps that one pattern may take in one line: each repetition multiplies them by the line's length.
_STEPS = 1_000_000
#: A repeated group, for which matching may take forever.
_NESTED = re.compile(r"\)(?:[*+]|\{)")
#: What the plugin `covdefaults` excludes (its README), as far as it concerns functions.
_COVDEFAULTS = (
    r"^\s*(?:async )?def __repr__\b",
    r"^\s*@(?:abc\.)?abstractmethod",
    r"^\s*@(?:typing\.)?overload",
)


@dataclass(frozen=True, slots=True)
class Excluded:
    """Patterns of files and lines that no test has to reach."""

    files: tuple[str, ...] = ()
    lines: tuple[re.Pattern[str], ...] = field(default=(), repr=False)

    def file(self, path: str) -> bool:
        """Tell whether a whole file is left out."""
        return any(fnmatchcase(path, pattern) or fnmatchcase(f"/{path}", pattern) for pattern in self.files)

    def definition(self, item: Definition, owner: Definition | None) -> bool:
        """Tell whether a line of a definition's header, or of its class's, takes it out."""
        lines = (*item.header, *(owner.header if owner else ()))
        return any(
            _is_affordable(pattern, line) and pattern.search(line) for pattern in self.lines for line in lines
        )


def _is_affordable(pattern: re.Pattern[str], line: str) -> bool:
    """Tell whether a search takes few steps at worst: one for each way to divide a line among repetitions."""
    return len(line) <= _LINE and comb(len(line) + 1, _repeated(pattern.pattern) + 1) <= _STEPS


def _repeated(text: str) -> int:
    return sum(text.count(sign) for sign in "*+{")


@fact
def excluded(settings: CoverageSettings | None) -> Excluded:
    """Read `omit`, `exclude_also` and `exclude_lines`; patterns that could take forever are left aside."""
    if settings is None:
        return Excluded()
    run, report = settings.run, settings.report
    files = [*(run.words("omit") if run else ()), *(report.words("omit") if report else ())]
    texts: list[str] = []
    for key in ("exclude_also", "exclude_lines"):
        value = report.values.get(key) if report else None
        if isinstance(value, str):
            texts += [line.strip() for line in value.splitlines() if line.strip()]
        elif isinstance(value, list):
            texts += [item for item in value if isinstance(item, str)]
    if settings.uses_covdefaults:
        texts += _COVDEFAULTS
    return Excluded(tuple(f.removeprefix("./") for f in files), tuple(_patterns(texts)))


def _patterns(texts: list[str]) -> Iterator[re.Pattern[str]]:
    for text in texts:
        if len(text) > _PATTERN or _repeated(text) > _REPEATED or _NESTED.search(text) or "\\n" in text:
            continue
        try:
            yield re.compile(text)
        except re.error:
            continue
