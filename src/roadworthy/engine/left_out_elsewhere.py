"""What the settings of linters leave out: files, codes in single files, and for all files codes that change
nothing of what a program does.

The rules that a linter has report nothing there.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.fault import Blocked, Unreadable
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.engine.ignored_per_file import TABLES, FileIgnore, ignores_for, in_lines, in_table
from roadworthy.locate.ini import IniOption, read_ini
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

#: Files of ruff's own settings, and those in which flake8 may have a section.
_RUFF = (".ruff.toml", "ruff.toml")
_FLAKE8 = (".flake8", "setup.cfg", "tox.ini")
#: What ruff and flake8 call their lists of files and of codes.
_EXCLUDES = ("exclude", "extend-exclude")
_IGNORES = ("ignore", "extend-ignore")
#: Keys of other tools; that one of them leaves a file out says little of it.
_OTHERS = {
    "black": ("exclude", "extend-exclude", "force-exclude"),
    "isort": ("extend_skip", "extend_skip_glob", "skip", "skip_glob"),
    "mypy": ("exclude",),
}
#: How many of them say enough.
_SEVERAL = 2
#: Codes that a project may switch off for all of its files: what they report does not fail at run time.
_TASTE = frozenset(("F401", "F403"))
#: A path without a sign of a pattern, and how long or wild a pattern may be.
_PLAIN = re.compile(r"[\w-][\w.-]*+(?:/[\w.-]++)*+")
_LENGTH, _STARS = 200, 4


@dataclass(frozen=True, slots=True)
class UnreadByTools:
    """Patterns of files, those of each linter and of each other tool, and codes that are switched off.

    `files` are the codes that are switched off in single files.
    """

    linters: tuple[str, ...] = ()
    others: tuple[tuple[str, ...], ...] = ()
    codes: tuple[str, ...] = ()
    files: tuple[FileIgnore, ...] = ()

    def holds(self, path: str) -> bool:
        """Tell whether a linter, or several other tools, are not to read a file."""
        if any(_fits(pattern, path) for pattern in self.linters):
            return True
        number = sum(any(_fits(pattern, path) for pattern in patterns) for patterns in self.others)
        return number >= _SEVERAL

    def switches_off(self, codes: Iterable[str]) -> bool:
        """Tell whether a linter is not to report what a rule reports, which has these codes there."""
        return any(code in _TASTE and code.startswith(self.codes) for code in codes)

    def switches_off_in(self, path: str, codes: Iterable[str]) -> bool:
        """Tell whether a linter is not to report in a file what a rule reports, which has these codes."""
        return ignores_for(self.files, path, codes)


def left_out(tree: Tree) -> UnreadByTools:
    """Read the settings of a project; what cannot be read is reported elsewhere, and leaves nothing out."""
    tools = _table(_toml(tree, "pyproject.toml"), "tool")
    flake8 = _table(tools, "flake8")
    tables = [_table(tools, "ruff"), *(_toml(tree, path) for path in _RUFF)]
    tables += [_table(table, "lint") for table in tables]
    options = tuple(_of_flake8(tree))
    linters = [*_values(tables, _EXCLUDES), *_words(options, _EXCLUDES)]
    codes = [*_values([*tables, flake8], _IGNORES), *_words(options, _IGNORES)]
    others = (tuple(_plain(_values([_table(tools, tool)], keys))) for tool, keys in _OTHERS.items())
    return UnreadByTools(
        tuple(filter(None, map(_cleaned, linters))),
        tuple(filter(None, others)),
        tuple(code for code in codes if code.startswith("F")),
        (*_in_files(tree), *_in_flake8(options)),
    )


def _in_files(tree: Tree) -> Iterator[FileIgnore]:
    """Yield what ruff's settings ignore in single files, also those of a directory for what lies below it."""
    for path in tree.files:
        directory, slash, name = path.rpartition("/")
        # Most of them have no such table, and those of projects below are parsed for themselves.
        if name in ("pyproject.toml", *_RUFF) and _has_files(tree, path):
            table = _toml(tree, path)
            table = table if name in _RUFF else _table(_table(table, "tool"), "ruff")
            for one in (table, _table(table, "lint")):
                yield from in_table(one, directory + slash)


def _in_flake8(options: Iterable[IniOption]) -> Iterator[FileIgnore]:
    """Yield what options of flake8 ignore in single files."""
    for option in options:
        if option.name in TABLES:
            yield from in_lines(option.texts)


def _has_files(tree: Tree, path: str) -> bool:
    try:
        return any(name in tree.text(path, strict=False) for name in TABLES)
    except (Blocked, Unreadable):
        return False


def _toml(tree: Tree, path: str) -> dict[str, Any]:
    try:
        return load_toml(tree, path) if path in tree.files else {}
    except (Blocked, Unreadable):
        return {}


def _of_flake8(tree: Tree) -> Iterator[IniOption]:
    """Yield the options of flake8."""
    for path in _FLAKE8:
        try:
            sections = read_ini(tree.lines(path, strict=False)) if path in tree.files else ()
        except (Blocked, Unreadable):
            continue
        yield from (option for section in sections if section.name == "flake8" for option in section.options)


def _words(options: Iterable[IniOption], names: Container[str]) -> Iterator[str]:
    """Yield the words that the options of some names list."""
    for option in options:
        if option.name in names:
            yield from (word for text in option.texts for word in re.split(r"[,\s]+", text))


def _table(table: dict[str, Any], key: str) -> dict[str, Any]:
    found = table.get(key)
    return found if isinstance(found, dict) else {}


def _values(tables: Iterable[dict[str, Any]], keys: Iterable[str]) -> Iterator[str]:
    for table in tables:
        for key in keys:
            value = table.get(key)
            yield from (
                item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)
            )


def _plain(patterns: Iterable[str]) -> Iterator[str]:
    """Yield the paths that regular expressions spell out: none is run, as one could take forever."""
    for pattern in patterns:
        for part in pattern.replace("\\.", ".").split("|"):
            path = _cleaned(part.strip().strip("()^$/*").strip())
            if _PLAIN.fullmatch(path):
                yield path


def _cleaned(pattern: str) -> str:
    """Return a pattern without what says that it is for all below a directory; "" for one not to use."""
    pattern = pattern.strip().removeprefix("./")
    while pattern.endswith(("/", "/*", "/**", "/**/*.py", "/*.py")):
        pattern = pattern.rpartition("/")[0]
    usable = len(pattern) <= _LENGTH and pattern.count("*") <= _STARS and pattern.strip("*.")
    return pattern if usable else ""


def _fits(pattern: str, path: str) -> bool:
    """Tell whether a pattern is of a file or of a directory above it: of the whole path, or of its name."""
    parts = path.split("/")
    whole = "/" in pattern
    for number, part in enumerate(parts, start=1):
        if fnmatchcase("/".join(parts[:number]) if whole else part, pattern):
            return True
    return False
