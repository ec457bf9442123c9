"""The one pass over a report before any format sees it: what it says, and the texts that it quotes.

A format, ours or a pack's, is given what this returns: so none can forget it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

from roadworthy.core.finding import Append, Create, Edit, Fix, Replace, Set
from roadworthy.core.late_dataclass import dataclass, field
from roadworthy.core.redact import Redactor, masked
from roadworthy.core.result import Report, RuleResult
from roadworthy.core.score_result import GroupScore, PracticeScore
from roadworthy.core.secrets import is_plain

#: What names things of ours, or is a hash. Every other text, in whatever value, may be of the tree.
_OURS = frozenset(
    ("rule", "group", "kind", "profile", "fingerprint", "verdict", "grade", "path_to_threshold")
)
_OURS_IN = {GroupScore: {"name"}, PracticeScore: {"name", "title", "state"}, RuleResult: {"name"}}


def redacted(report: Report, redactor: Redactor) -> Report:
    """Return a report without secrets; positions stay as they are.

    `redactor` learns those of the report's `sources`, and may know others.
    """
    for path, text in report.sources.items():
        redactor.learn(path, text)
    return replace(
        report,
        pack_faults=_hidden(report.pack_faults, redactor),
        skipped=_hidden(report.skipped, redactor),
        projects=_hidden(report.projects, redactor),
        sources=Masked(report.sources, {redactor.text(path): path for path in report.sources}),
    )


@dataclass(frozen=True, slots=True)
class Masked(Mapping[str, str]):
    """Texts of files by their path, each masked when it is first asked for: most formats quote none."""

    _texts: Mapping[str, str] = field(repr=False)
    #: The path of each text, by the path as it is shown.
    _paths: Mapping[str, str]
    _masked: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of each text, by the path as it is shown."""
        return self._paths

    def __getitem__(self, path: str) -> str:
        """Return the masked text of a file."""
        if path not in self._masked:
            found = self._paths[path]
            self._masked[path] = masked(self._texts[found], plain=is_plain(found))
        return self._masked[path]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the paths, as they are shown."""
        return iter(self._paths)

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self._paths)

    def __contains__(self, path: object) -> bool:
        """Tell whether a text is known, without masking it."""
        return path in self._paths


def _hidden(value: Any, redactor: Redactor) -> Any:
    """Return plain data without secrets."""
    if isinstance(value, str):
        return redactor.text(value)
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, (tuple, list)):
        return type(value)(_hidden(item, redactor) for item in value)
    if isinstance(value, Fix):
        return _fix(value, redactor)
    if isinstance(value, Mapping):
        return {key: _hidden(item, redactor) for key, item in value.items()}
    kind: Any = type(value)
    if names := _names(kind):
        changed = {}
        for name in names:
            before = getattr(value, name)
            after = _hidden(before, redactor)
            if after is not before and after != before:
                changed[name] = after
        return replace(value, **changed) if changed else value
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass that may hold texts of the tree; none for any other class."""
    if not is_dataclass(kind):
        return ()
    ours = _OURS_IN.get(kind, set()) | _OURS
    return tuple(item.name for item in fields(kind) if item.name not in ours)


def _fix(fix: Fix, redactor: Redactor) -> Fix:
    """Return a fix that tells no secret; one that would write a mask into a file has no edits left."""
    tells = any(_text(edit) != redactor.text(_text(edit)) for edit in fix.edits)
    return Fix(redactor.text(fix.title), *(() if tells else fix.edits), safe=fix.safe)


def _text(edit: Edit) -> str:
    match edit:
        case Replace(text=text) | Create(text=text):
            return text
        case Set(value=value) | Append(value=value):
            return repr(value)
    return ""
