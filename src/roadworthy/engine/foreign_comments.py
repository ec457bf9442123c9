"""Comments by which other tools are told to accept a finding: where a rule has their code, they count here.

`# noqa` (flake8, ruff), with and without codes, for a line or a file; `# nosec` (bandit); `# type: ignore`
(mypy); `# pylint: disable`; `# pyright: ignore`. A comment with codes accepts what they name and nothing
else, and one without accepts what its tool would have told: the codes that a rule states are its counterparts
(`Rule.codes`). A comment that stands on the first or the last line of a statement is for all of its lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Finding, Location
from roadworthy.core.late_re import re
from roadworthy.core.rule_run import Outcome, RuleRun
from roadworthy.locate.lines import Lines
from roadworthy.locate.place import Placer
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.tree import Tree

_HINTS = ("noqa", "nosec", "pylint", "pyright", "ignore")
_HINT = re.compile(r"noqa|nosec|pylint|pyright|type:\s*ignore|ignore-errors", re.IGNORECASE)
_CODE = r"[A-Z]+[0-9]*"
_NOQA = re.compile(
    rf"#\s*(?P<file>(?:flake8|ruff)\s*:\s*)?noqa(?:\s*:\s*(?P<codes>{_CODE}(?:[,\s]+{_CODE})*))?(?![\w-])",
    re.IGNORECASE,
)
_NOSEC = re.compile(r"#\s*nosec\b:?\s*(?P<codes>B\d+(?:[,\s]+B\d+)*)?")
_BRACKETED = re.compile(r"#\s*(?P<tool>type|pyright)\s*:\s*ignore(?:\[(?P<codes>[\w\-,\s]*)\])?")
_PYLINT = re.compile(
    r"#\s*pylint\s*:\s*(?:(?P<file>skip-file)|disable(?:-next)?\s*=\s*(?P<codes>[\w\-,\s]+))"
)
_MYPY_FILE = re.compile(r"#\s*mypy\s*:\s*ignore-errors\b")
#: What tools call the codes of a family: ruff took bandit's over, as `S` for `B`.
_BANDIT = re.compile(r"S(?=\d)")


@dataclass(frozen=True, slots=True)
class ForeignComment:
    """A comment for another tool: the lines that it is for (None: all), and what it accepts.

    `family` is "flake8", "bandit", "mypy", "pyright" or "pylint"; `codes` is None where it names none.
    """

    family: str
    codes: tuple[str, ...] | None
    lines: range | None

    def accepts(self, codes: Iterable[str]) -> bool:
        """Tell whether it accepts a finding of a rule whose counterparts have these codes."""
        known = [code for code in map(self._own, codes) if code]
        if self.codes is None:
            return bool(known)
        if self.family == "flake8":
            return any(code.startswith(named) for code in known for named in self.codes)
        return not set(known).isdisjoint(self.codes)

    def _own(self, code: str) -> str:
        """Return a code of a rule as this family writes it, "" where it belongs to another."""
        family, colon, name = code.rpartition(":")
        if colon:
            return name if family == self.family else ""
        if self.family == "flake8":
            return code
        return _BANDIT.sub("B", code) if self.family == "bandit" and _BANDIT.match(code) else ""


def without_accepted(judged: Sequence[RuleRun], tree: Tree, placer: Placer) -> None:
    """Take out of `judged` the findings in Python files that a comment for another tool accepts."""
    known: dict[str, _Comments] = {}
    for item in judged:
        if not item.rule.codes or not item.findings:
            continue
        kept = [
            (subject, left)
            for subject, finding in item.findings
            if (left := _left(finding, item.rule.codes, tree, placer, known))
        ]
        item.findings = kept
        if not kept:
            item.outcome = Outcome.PASSED


def _left(
    finding: Finding,
    codes: tuple[str, ...],
    tree: Tree,
    placer: Placer,
    known: dict[str, _Comments],
) -> Finding | None:
    """Return what is left of a finding: it moves on to the first place in its file that is not accepted."""
    if not _is_accepted(finding.at, codes, tree, placer, known):
        return finding
    others = [
        at
        for at in finding.related
        if at.file == finding.at.file and not _is_accepted(at, codes, tree, placer, known)
    ]
    return replace(finding, at=others[0], related=tuple(others[1:])) if others else None


def _is_accepted(
    at: Location,
    codes: tuple[str, ...],
    tree: Tree,
    placer: Placer,
    known: dict[str, _Comments],
) -> bool:
    file = at.file
    if kind_of(file) is not Kind.PYTHON:
        return False
    if file not in known:
        try:
            lines = tree.lines(file, strict=False)
        except Blocked:
            known[file] = _Comments([], {})
        else:
            known[file] = _by_line(foreign_comments(lines)) if _may_have(lines.text) else _Comments([], {})
    comments = known[file]
    if any(comment.accepts(codes) for comment in comments.whole):
        return True
    place = placer.place(at) if comments.lines else None
    return place is not None and any(
        comment.accepts(codes)
        for line in {place.line, place.end_line}
        for comment in comments.lines.get(line, ())
    )


def _may_have(text: str) -> bool:
    """Tell whether a text may have such a comment; most have none of the words, in whatever case."""
    lower = text.lower()
    return any(word in lower for word in _HINTS) and _HINT.search(text) is not None


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
        for line in comment.lines or ():
            found.lines.setdefault(line, []).append(comment)
    return found


def foreign_comments(lines: Lines) -> Iterator[ForeignComment]:
    """Yield the comments for other tools in the text of a Python file; none from where it is no Python."""
    import io
    import tokenize

    first, pending = 0, list[tuple[int, str]]()
    code = False  # whether a statement has come: before it, a comment of mypy's is for the file
    last = 0
    skipped = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)
    try:
        for token in tokenize.generate_tokens(io.StringIO(lines.text).readline):
            if token.type == tokenize.COMMENT:
                if _HINT.search(token.string):
                    pending.append((token.start[0], token.string))
                if not first:  # it stands alone
                    yield from _flushed(pending, 0, 0, not code, token.start[1] == 0)
            elif token.type == tokenize.NEWLINE:
                yield from _flushed(pending, first, token.start[0], False, False)
                first, code = 0, True
            elif token.type not in skipped:
                first, last = first or token.start[0], token.end[0]
    except (tokenize.TokenError, SyntaxError):
        yield from _flushed(pending, first, last, False, False)


def _flushed(
    pending: list[tuple[int, str]], first: int, last: int, head: bool, margin: bool
) -> Iterator[ForeignComment]:
    """Yield what the comments of a statement from line `first` to `last` say; 0 for one that stands alone."""
    for line, text in pending:
        covered = range(first, last + 1) if line in (first, last) else range(line, line + 1)
        yield from _comments(text, covered, head, margin, line)
    pending.clear()


def _comments(text: str, covered: range, head: bool, margin: bool, line: int) -> Iterator[ForeignComment]:
    """Yield what one comment says; at a file's `head`, or in its left `margin`, it may be for all of it."""
    for found in _NOQA.finditer(text):
        yield ForeignComment("flake8", _split(found["codes"], upper=True), None if found["file"] else covered)
    for found in _NOSEC.finditer(text):
        yield ForeignComment("bandit", _split(found["codes"]), covered)
    for found in _BRACKETED.finditer(text):
        family = "mypy" if found["tool"] == "type" else "pyright"
        codes = _split(found["codes"])
        whole = head and family == "mypy"
        yield ForeignComment(family, codes, None if whole else covered)
        if family == "mypy" and codes is None:  # pyright heeds it, too
            yield ForeignComment("pyright", None, None if whole else covered)
    for found in _PYLINT.finditer(text):
        if "-next" in found[0]:
            covered = range(line + 1, line + 2)
        whole = bool(found["file"]) or (margin and "-next" not in found[0])
        codes = _split(found["codes"])
        yield ForeignComment(
            "pylint", None if codes and "all" in codes else codes, None if whole else covered
        )
    if _MYPY_FILE.search(text):
        yield ForeignComment("mypy", None, None)


def _split(codes: str | None, *, upper: bool = False) -> tuple[str, ...] | None:
    if codes is None:
        return None
    return tuple(code.upper() if upper else code for code in re.split(r"[,\s]+", codes) if code)
