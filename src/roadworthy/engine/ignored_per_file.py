"""What the settings of linters ignore in single files: `per-file-ignores` of ruff and flake8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re

#: What ruff and flake8 call their tables of files.
TABLES = ("per-file-ignores", "extend-per-file-ignores")
#: A pattern that fits every file; how long or wild one may be, and how many one with braces may stand for.
_ANY = re.compile(r"[*/.]*+(?:\.py)?")
_LENGTH, _STARS, _BRANCHES = 200, 6, 32
#: What the option of flake8 consists of, and a code in it.
_WORD = re.compile(r"[^\s,:]+|:")
_CODE = re.compile(r"[A-Z]{1,8}[0-9]{0,5}")
#: Choices in a pattern, without others inside.
_CHOICES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class FileIgnore:
    """The codes that a linter is not to report in the files of one pattern, below one directory.

    `within` is the directory of the settings, "" or ending with a slash.
    """

    pattern: str
    codes: tuple[str, ...]
    within: str = ""

    def fits(self, path: str) -> bool:
        """Tell whether a file is one of them: by its whole path or its name, as ruff and flake8 compare."""
        if not path.startswith(self.within):
            return False
        inner = path.removeprefix(self.within)
        pattern = self.pattern.removeprefix("!")
        found = any(_fits(one, inner) for one in _branches(pattern))
        return found is not self.pattern.startswith("!")


def ignores_for(files: Iterable[FileIgnore], path: str, codes: Iterable[str]) -> bool:
    """Tell whether a linter is to report none of these codes in a file.

    A rule that has several codes reports what some of them leave: each one must be ignored.
    """
    wanted = [code for code in codes if ":" not in code]
    known = [code for ignore in files if ignore.fits(path) for code in ignore.codes] if wanted else []
    return bool(known) and all(
        any(named == "ALL" or code.startswith(named) for named in known) for code in wanted
    )


def in_table(table: Mapping[str, Any], within: str = "") -> Iterator[FileIgnore]:
    """Yield what the tables of ruff list; what is of the wrong type ignores nothing."""
    for key in TABLES:
        found = table.get(key)
        for pattern, codes in found.items() if isinstance(found, dict) else ():
            if isinstance(codes, list) and _is_usable(pattern):
                named = tuple(code for code in codes if isinstance(code, str) and code)
                yield FileIgnore(pattern.removeprefix("./"), named, within)


def in_lines(texts: Iterable[str], within: str = "") -> Iterator[FileIgnore]:
    """Yield what the option of flake8 lists: `a.py,b/*:F401,F403`, with any white space between."""
    patterns: list[str] = []
    codes: list[str] = []
    for word in _WORD.findall(" ".join(texts)):
        if word == ":":
            codes.append("")
        elif codes and _CODE.fullmatch(word):
            codes.append(word)
        elif codes:
            yield from _of_flake8(patterns, codes, within)
            patterns, codes = [word], []
        else:
            patterns.append(word)
    yield from _of_flake8(patterns, codes, within)


def _of_flake8(patterns: Iterable[str], codes: Iterable[str], within: str) -> Iterator[FileIgnore]:
    named = tuple(filter(None, codes))
    return (
        FileIgnore(one.removeprefix("./"), named, within) for one in patterns if named and _is_usable(one)
    )


def _is_usable(pattern: str) -> bool:
    """Tell whether a pattern chooses files, and is short enough to compare."""
    return (
        len(pattern) <= _LENGTH and pattern.count("*") <= _STARS and not _ANY.fullmatch(pattern.lstrip("!"))
    )


def _branches(pattern: str) -> list[str]:
    """Return the patterns that one with choices stands for: `{a,b}.py` for `a.py` and `b.py`."""
    found = [pattern]
    while len(found) < _BRANCHES and (match := _CHOICES.search(found[0])):
        first = found.pop(0)
        found += [f"{first[: match.start()]}{one}{first[match.end() :]}" for one in match[1].split(",")]
    return found[:_BRANCHES]


def _fits(pattern: str, path: str) -> bool:
    """Tell whether a pattern is of a file: a star takes slashes, and two of them no directory at all."""
    name = path.rpartition("/")[2]
    return any(
        fnmatchcase(path, one) or ("/" not in one and fnmatchcase(name, one))
        for one in (pattern, pattern.removeprefix("**/"), pattern.replace("/**/", "/"))
    )
