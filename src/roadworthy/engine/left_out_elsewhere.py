"""Files that the settings of other tools leave out: the rules that a linter has report nothing in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from roadworthy.core.fault import Blocked, Unreadable
from roadworthy.core.late_dataclass import dataclass
from roadworthy.core.late_re import re
from roadworthy.locate.ini import read_ini
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

#: Files of ruff's own settings, and those in which flake8 may have a section.
_RUFF = (".ruff.toml", "ruff.toml")
_FLAKE8 = (".flake8", "setup.cfg", "tox.ini")
#: Keys of other tools; that one of them leaves a file out says little of it.
_OTHERS = {
    "black": ("exclude", "extend-exclude", "force-exclude"),
    "isort": ("extend_skip", "extend_skip_glob", "skip", "skip_glob"),
    "mypy": ("exclude",),
}
#: How many of them say enough.
_SEVERAL = 2
#: A path without a sign of a pattern, and how long or wild a pattern may be.
_PLAIN = re.compile(r"[\w-][\w.-]*+(?:/[\w.-]++)*+")
_LENGTH, _STARS = 200, 4


@dataclass(frozen=True, slots=True)
class UnreadByTools:
    """Patterns of files: those of each linter, and those of each other tool."""

    linters: tuple[str, ...] = ()
    others: tuple[tuple[str, ...], ...] = ()

    def holds(self, path: str) -> bool:
        """Tell whether a linter, or several other tools, are not to read a file."""
        if any(_fits(pattern, path) for pattern in self.linters):
            return True
        number = sum(any(_fits(pattern, path) for pattern in patterns) for patterns in self.others)
        return number >= _SEVERAL


def left_out(tree: Tree) -> UnreadByTools:
    """Read the settings of a project; what cannot be read is reported elsewhere, and leaves nothing out."""
    tools = _table(_toml(tree, "pyproject.toml"), "tool")
    tables = [_table(tools, "ruff"), *(_toml(tree, path) for path in _RUFF)]
    tables += [_table(table, "lint") for table in tables]
    linters = [*_values(tables, ("exclude", "extend-exclude")), *_of_flake8(tree)]
    others = (tuple(_plain(_values([_table(tools, tool)], keys))) for tool, keys in _OTHERS.items())
    return UnreadByTools(tuple(filter(None, map(_cleaned, linters))), tuple(filter(None, others)))


def _toml(tree: Tree, path: str) -> dict[str, Any]:
    try:
        return load_toml(tree, path) if path in tree.files else {}
    except (Blocked, Unreadable):
        return {}


def _of_flake8(tree: Tree) -> Iterator[str]:
    for path in _FLAKE8:
        try:
            sections = read_ini(tree.lines(path, strict=False)) if path in tree.files else ()
        except (Blocked, Unreadable):
            continue
        for section in sections:
            if section.name == "flake8":
                for option in section.options:
                    if option.name in ("exclude", "extend-exclude"):
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
