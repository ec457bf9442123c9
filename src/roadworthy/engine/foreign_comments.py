"""Comments by which other tools are told to accept a finding: where a rule has their code, they count here.

`# noqa` (flake8, ruff), with and without codes, for a line or a file; `# nosec` (bandit); `# type: ignore`
(mypy); `# pylint: disable`; `# pyright: ignore`; `# ty: ignore`; `# pyrefly: ignore`.

A comment with codes accepts what they name and nothing else, and one without accepts what its tool would have
told: the codes that a rule states are its counterparts (`Rule.codes`). A comment that stands on the first or
the last line of a statement is for all of its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.locate.lines import Lines

_HINTS = ("noqa", "nosec", "pylint", "pyright", "ignore")
_HINT = re.compile(r"noqa|nosec|pylint|pyright|(?:type|ty|pyrefly):\s*ignore|ignore-errors", re.IGNORECASE)
_CODE = r"[A-Z]+[0-9]*"
_NOQA = re.compile(
    rf"#\s*(?P<file>(?:flake8|ruff)\s*:\s*)?noqa(?:\s*:\s*(?P<codes>{_CODE}(?:[,\s]+{_CODE})*))?(?![\w-])",
    re.IGNORECASE,
)
_NOSEC = re.compile(r"#\s*nosec\b:?\s*(?P<codes>B\d+(?:[,\s]+B\d+)*)?")
_BRACKETED = re.compile(r"#\s*(?P<tool>type|pyright|ty|pyrefly)\s*:\s*ignore(?:\[(?P<codes>[\w\-,\s]*)\])?")
_PYLINT = re.compile(
    r"#\s*pylint\s*:\s*(?:(?P<file>skip-file)|disable(?:-next)?\s*=\s*(?P<codes>[\w\-,\s]+))"
)
#: What ends the reach of such a comment, and how many lines of a block one may reach.
_ENABLED = re.compile(r"#\s*pylint\s*:\s*enable\b")
_BLOCK = 1000
_MYPY_FILE = re.compile(r"#\s*mypy\s*:\s*ignore-errors\b")
#: What tools call the codes of a family: ruff took bandit's over, as `S` for `B`.
_BANDIT = re.compile(r"S(?=\d)")


@dataclass(frozen=True, slots=True)
class ForeignComment:
    """A comment for another tool: its first and last line (None: all of the file), what it accepts.

    `family` is "flake8", "bandit", "mypy", "pyright", "ty", "pyrefly" or "pylint"; `codes` is None where it
    names none.
    """

    family: str
    codes: tuple[str, ...] | None
    lines: tuple[int, int] | None

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


def may_have(text: str) -> bool:
    """Tell whether a text may have such a comment; most have none of the words, in whatever case."""
    return bool(_hinted(text))


def foreign_comments(
    lines: Lines, statements: Callable[[Sequence[int]], Iterable[tuple[int, int]]] | None = None
) -> Iterator[ForeignComment]:
    """Yield the comments for other tools in the text of a Python file; none from where it is no Python.

    `statements` gives the lines of those that it has, where it was parsed, cut as small as the lines of such
    comments ask for: only pieces with one are tokenized.
    """
    for comment in _found_in(lines, statements):
        yield _of_block(comment, lines) if comment.family == "pylint" else comment


def _of_block(comment: ForeignComment, lines: Lines) -> ForeignComment:
    """Return a comment for pylint as it is meant: alone on a line of a block, for the rest of the block."""
    if comment.lines is None or comment.lines[0] != comment.lines[1]:
        return comment
    first = comment.lines[0]
    line = lines.line(first)
    inner = line.lstrip()
    if inner == line or not inner.startswith("#") or not _PYLINT.search(inner) or "-next" in inner:
        return comment
    last, indent = first, len(line) - len(inner)
    for number in range(first + 1, min(first + _BLOCK, len(lines.starts)) + 1):
        below = lines.line(number)
        code = below.lstrip()
        if _ENABLED.search(below) or (code and not code.startswith("#") and len(below) - len(code) < indent):
            break
        last = number
    return ForeignComment(comment.family, comment.codes, (first, last))


def _found_in(
    lines: Lines, statements: Callable[[Sequence[int]], Iterable[tuple[int, int]]] | None
) -> Iterator[ForeignComment]:
    """Yield the comments, each with the line or the statement that it stands at."""
    text = lines.text
    hinted = [] if statements is None else _hinted(text)
    # Where lines end in another way, the parser and the tokenizer may count them differently.
    if statements is None or (hinted and ("\r" in text or "\f" in text)):
        yield from _tokenized(text, 0, False)
        return
    pieces, at = _pieces(statements(hinted), lines) if hinted else [], 0
    done = 0
    for number in hinted:
        while at < len(pieces) and pieces[at][1] < number:
            at += 1
        if number <= done:
            continue
        if at < len(pieces) and pieces[at][0] <= number:
            first, done = pieces[at]
            piece = text[lines.starts[first - 1] : lines.starts[done] if done < len(lines.starts) else None]
            yield from _tokenized(piece, first - 1, at > 0)
        else:
            line = lines.line(number)
            comment = line[line.index("#") :]
            yield from _comments(comment, (number, number), at == 0, line[0] == "#", number)


def _hinted(text: str) -> list[int]:
    """Return the numbers of the lines that may have such a comment."""
    # To look for the words takes a tenth of the time of the expression.
    lower = text.lower()
    if len(lower) != len(text):  # a letter has become two
        lower = "".join(letter.lower() if letter.isascii() else letter for letter in text)
    starts: set[int] = set()
    for word in _HINTS if "#" in text else ():
        at = lower.find(word)
        while at >= 0:
            start = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            sharp = text.find("#", start, end)
            if sharp >= 0 and _HINT.search(text, sharp, end):
                starts.add(start)
            at = lower.find(word, end)
    found, number, before = [], 1, 0
    for start in sorted(starts):
        number += text.count("\n", before, start)
        before = start
        found.append(number)
    return found


def _pieces(statements: Iterable[tuple[int, int]], lines: Lines) -> list[tuple[int, int]]:
    """Return the lines of statements, together where they share some, or go on behind a backslash."""
    pieces: list[tuple[int, int]] = []
    for first, last in statements:
        while last < len(lines.starts) and lines.line(last).endswith("\\"):
            last += 1
        if pieces and first <= pieces[-1][1]:
            pieces[-1] = (pieces[-1][0], max(last, pieces[-1][1]))
        else:
            pieces.append((first, last))
    return pieces


def _tokenized(text: str, before: int, code: bool) -> Iterator[ForeignComment]:
    """Yield the comments in a text that has so many lines `before` it, and `code` among them."""
    import io
    import tokenize

    first, pending = 0, list[tuple[int, str]]()
    last = 0
    skipped = (tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                if _HINT.search(token.string):
                    pending.append((before + token.start[0], token.string))
                if not first:  # it stands alone; before all code, it may be for the file
                    yield from _flushed(pending, 0, 0, not code, token.start[1] == 0)
            elif token.type == tokenize.NEWLINE:
                yield from _flushed(pending, first, before + token.start[0], False, False)
                first, code = 0, True
            elif token.type not in skipped:
                first, last = first or before + token.start[0], before + token.end[0]
    except (tokenize.TokenError, SyntaxError):
        yield from _flushed(pending, first, last, False, False)


def _flushed(
    pending: list[tuple[int, str]], first: int, last: int, head: bool, margin: bool
) -> Iterator[ForeignComment]:
    """Yield what the comments of a statement from line `first` to `last` say; 0 for one that stands alone."""
    for line, text in pending:
        covered = (first, last) if line in (first, last) else (line, line)
        yield from _comments(text, covered, head, margin, line)
    pending.clear()


def _comments(
    text: str, covered: tuple[int, int], head: bool, margin: bool, line: int
) -> Iterator[ForeignComment]:
    """Yield what one comment says; at a file's `head`, or in its left `margin`, it may be for all of it."""
    for found in _NOQA.finditer(text):
        yield ForeignComment("flake8", _split(found["codes"], upper=True), None if found["file"] else covered)
    for found in _NOSEC.finditer(text):
        yield ForeignComment("bandit", _split(found["codes"]), covered)
    for found in _BRACKETED.finditer(text):
        family = "mypy" if found["tool"] == "type" else found["tool"]
        codes = _split(found["codes"])
        whole = head and family == "mypy"
        yield ForeignComment(family, codes, None if whole else covered)
        if family == "mypy" and codes is None:  # pyright heeds it, too
            yield ForeignComment("pyright", None, None if whole else covered)
    for found in _PYLINT.finditer(text):
        if "-next" in found[0]:
            covered = line + 1, line + 1
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
