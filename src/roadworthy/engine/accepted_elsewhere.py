"""Findings that other tools are told to accept: where a rule has a tool's code, it counts here.

They are told by a comment, or by settings that leave out a file or switch off a code, there or everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Finding, Location
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.rule import Rule, Severity
from roadworthy.core.rule_run import Outcome, RuleRun
from roadworthy.engine.foreign_comments import ForeignComment, foreign_comments, may_have
from roadworthy.engine.left_out_elsewhere import UnreadByTools, left_out
from roadworthy.locate.place import Placer
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.tree import Tree

#: What it means for the rules of linters that these are not to read a file.
_UNREAD = ForeignComment("flake8", None, None)


def without_accepted(
    judged: Sequence[RuleRun],
    tree: Tree,
    placer: Placer,
    found: Mapping[str, Iterable[ForeignComment]] | None = None,
) -> None:
    """Take out of `judged` the findings in Python files that another tool is told to accept.

    `found` are the comments of files that were parsed; others are read for them.
    """
    judged = [item for item in judged if item.rule.codes and item.findings]
    if not judged:
        return
    known = {path: _by_line(comments) for path, comments in (found or {}).items()}
    out = left_out(tree)
    for item in judged:
        kept = [
            (subject, left)
            for subject, finding in item.findings
            if (left := _left(finding, item.rule, tree, placer, known, out))
        ]
        item.findings = kept
        if not kept:
            item.outcome = Outcome.PASSED


def _left(
    finding: Finding,
    rule: Rule,
    tree: Tree,
    placer: Placer,
    known: dict[str, _Comments],
    out: UnreadByTools,
) -> Finding | None:
    """Return what is left of a finding: it moves on to the first place in its file that is not accepted."""
    if not _is_accepted(finding.at, rule, tree, placer, known, out):
        return finding
    others = [
        at
        for at in finding.related
        if at.file == finding.at.file and not _is_accepted(at, rule, tree, placer, known, out)
    ]
    return replace(finding, at=others[0], related=tuple(others[1:])) if others else None


def _is_accepted(
    at: Location,
    rule: Rule,
    tree: Tree,
    placer: Placer,
    known: dict[str, _Comments],
    out: UnreadByTools,
) -> bool:
    file, codes = at.file, rule.codes
    if kind_of(file) is not Kind.PYTHON:
        return False
    if _UNREAD.accepts(codes) and (out.holds(file) or out.switches_off(codes)):
        return True
    # What fails or is unsafe when it runs is so in a file for which a linter is lenient, too.
    lenient = rule.severity is not Severity.ERROR and not rule.security
    if lenient and out.switches_off_in(file, codes):
        return True
    if file not in known:
        try:
            lines = tree.lines(file, strict=False)
        except Blocked:
            known[file] = _Comments([], {})
        else:
            known[file] = _by_line(foreign_comments(lines)) if may_have(lines.text) else _Comments([], {})
    comments = known[file]
    if any(comment.accepts(codes) for comment in comments.whole):
        return True
    place = placer.place(at) if comments.lines else None
    return place is not None and any(
        comment.accepts(codes)
        for line in {place.line, place.end_line}
        for comment in comments.lines.get(line, ())
    )


@dataclass(frozen=True, slots=True)
class _Comments:
    """The comments of a file: those for all of it, and the others by the lines that they are for."""

    whole: list[ForeignComment]
    lines: dict[int, list[ForeignComment]]


def _by_line(comments: Iterable[ForeignComment]) -> _Comments:
    found = _Comments([], {})
    for comment in comments:
        if comment.lines is None:
            found.whole.append(comment)
            continue
        first, last = comment.lines
        for line in range(first, last + 1):
            found.lines.setdefault(line, []).append(comment)
    return found
