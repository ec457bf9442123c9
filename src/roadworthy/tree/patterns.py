"""Patterns as in .gitignore, from files that may be hostile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: Patterns of one `.gitignore`, the length of one, and how many `**` it may have: each of those multiplies
#: the time to match by the depth of the path.
_PATTERNS = 5_000
_PATTERN_SIZE = 1_000
_AMBIGUOUS = 3
#: How pathspec writes a star as a regular expression.
_ANY = "[^/]*"


class IgnoreSpec:
    """What matches paths as .gitignore does, for lines from an untrusted file.

    Lines that pathspec refuses are left out, as Git does; and so are those beyond a limit, for a pattern
    with many `**` could take longer than a lifetime to match. The patterns are made when it is first asked;
    where all are simple, and none takes anything back, they are one expression, and pathspec is not imported.
    """

    __slots__ = ("_lines", "_made", "_one")

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = [line for line in lines if line.strip() and not line.startswith("#")]
        self._made: GitIgnoreSpec | None = None
        self._one: re.Pattern[str] | None = None

    def match_file(self, path: str) -> bool:
        """Tell whether a path is ignored; a directory's ends with a slash."""
        if not self._lines:
            return False
        if self._one is None and self._made is None:
            self._one = _simple(self._lines)
        return self._spec().match_file(path) if self._one is None else self._one.match(path) is not None

    def __len__(self) -> int:
        """Return the number of patterns."""
        return len(self._spec()) if self._lines else 0

    def _spec(self) -> GitIgnoreSpec:
        if self._made is None:
            self._made = _spec(self._lines)
        return self._made


def _simple(lines: list[str]) -> re.Pattern[str] | None:
    """Return what matches as lines do that are all simple, as pathspec writes each; None for others."""
    named: list[str] = []
    anchored: list[str] = []
    for line in lines[:_PATTERNS]:
        text = line.rstrip()
        parts = text.removeprefix("/").removesuffix("/").split("/")
        if len(line) > _PATTERN_SIZE or parts == ["*"] or not all(map(_is_simple_part, parts)):
            return None
        written = "/".join(map(_written, parts)) + ("/" if text.endswith("/") else "(?:/|$)")
        (anchored if len(parts) > 1 or text.startswith("/") else named).append(written)
    either = [f"(?:.+/)?(?:{'|'.join(named)})"] if named else []
    try:
        return re.compile(rf"\A(?:{'|'.join((*either, *anchored))})")
    except re.error:
        return None


@cache
def _simple_parts() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what most lines are made of, parts of paths with stars, question marks and sets, and a piece."""
    return re.compile(r"(?:[\w.$~+@,# *?-]|\[[\w.-]+\])++"), re.compile(r"\?|\[[\w.-]+\]|[^?\[]+")


def _is_simple_part(part: str) -> bool:
    return _simple_parts()[0].fullmatch(part) is not None and "**" not in part


def _written(part: str) -> str:
    """Return a part of a path as an expression; see `_linear` for its stars."""
    first, *pieces = ("".join(map(_matched, _simple_parts()[1].findall(piece))) for piece in part.split("*"))
    if part == "*":
        return "[^/]+"
    inner = "".join(f"(?>{_ANY}?{piece})" for piece in pieces[:-1])
    return first + inner + "".join(_ANY + piece for piece in pieces[-1:])


def _matched(piece: str) -> str:
    if piece == "?":
        return "[^/]"
    return piece if piece.startswith("[") else re.escape(piece)


def _spec(lines: Iterable[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    patterns: list[Any] = []
    for line in lines:
        if len(patterns) >= _PATTERNS:
            break
        if _is_simple(line):
            try:
                found = GitIgnoreSpec.from_lines([line]).patterns
                # Comments come as patterns that match nothing.
                patterns.extend([_linear(pattern) for pattern in found if pattern.include is not None])
            except (ValueError, re.error):
                continue
    return GitIgnoreSpec(patterns)


def _linear(pattern: Any) -> Any:
    """Return a pattern that matches the same paths, in a time that its stars do not multiply.

    What stands between two stars of one name is found where it first occurs: if the rest does not match
    behind that, it does not match behind a later one (so `fnmatch.translate` does it as well).
    """
    first, *pieces = pattern.regex.pattern.split(_ANY)
    for index, piece in enumerate(pieces[:-1]):
        # Groups stand for directories, of which there may be any number.
        pieces[index] = f"{_ANY}{piece}" if "(?" in piece else f"(?>{_ANY}?{piece})"
    last = "".join(_ANY + piece for piece in pieces[-1:])
    return type(pattern)(re.compile("".join([first, *pieces[:-1], last])), pattern.include)


def _is_simple(line: str) -> bool:
    # Of directories between directories each `**` stands for any number.
    return len(line) <= _PATTERN_SIZE and line.split("/").count("**") <= _AMBIGUOUS
