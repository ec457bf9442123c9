"""The fact `Excluded`: what the settings of coverage.py leave out of the measurement, besides comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from roadworthy.core.fact import fact
from roadworthy.core.fault import Blocked
from roadworthy.facts.python import Module, heads
from roadworthy.facts.tests.testsettings import CoverageSettings
from roadworthy.tree.tree import Tree

#: The length up to which a pattern is used, the repetitions it may have, and the length of lines searched.
_PATTERN = 200
_REPEATED = 4
_LINE = 500
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
    """Patterns of files and of lines that nothing is asked of."""

    files: tuple[str, ...] = ()
    lines: tuple[re.Pattern[str], ...] = field(default=(), repr=False)

    def file(self, path: str) -> bool:
        """Tell whether a whole file is left out."""
        return any(fnmatchcase(path, pattern) or fnmatchcase(f"/{path}", pattern) for pattern in self.files)

    def functions(self, tree: Tree, path: str) -> frozenset[int]:
        """Return the lines of the `def`s in a file that a pattern takes out."""
        if not self.lines:
            return frozenset()
        try:
            module = Module.parse(path, tree.read(path))
            found = list(heads(module.tree, module.lines, within_functions=False, excluding=self.line))
        except Blocked:
            return frozenset()
        return frozenset(head.node.lineno for head in found if head.excluded and hasattr(head.node, "lineno"))

    def line(self, text: str) -> bool:
        """Tell whether a line is one that excludes what it begins."""
        return len(text) <= _LINE and any(pattern.search(text) for pattern in self.lines)


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
        repeated = sum(text.count(sign) for sign in "*+{")
        if len(text) > _PATTERN or repeated > _REPEATED or _NESTED.search(text) or "\\n" in text:
            continue
        try:
            yield re.compile(text)
        except re.error:
            continue
