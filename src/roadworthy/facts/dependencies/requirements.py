"""What pip's requirements files say: requirements, and options as facts of their own."""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy.core import limits
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.facts.dependencies.dependency import Dependency
from roadworthy.locate.files import Files
from roadworthy.locate.lines import Lines
from roadworthy.tree.kinds import Kind, kind_of
from roadworthy.tree.roles import is_for_development
from roadworthy.tree.tree import Tree

_NAME = re.compile(r"\s*[A-Za-z0-9]")
_OPTION = re.compile(r"\s*(--?[A-Za-z][\w-]*)(?:\s*=\s*|\s+|(?<=-[rceif])|$)([^\s\\]*)")
_LONG = {
    "-i": "--index-url",
    "--pypi-url": "--index-url",
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-f": "--find-links",
}


@dataclass(frozen=True, slots=True)
class PipOption:
    """A requirements file's option: its long name, its value, and where it stands."""

    name: str
    value: str
    at: Location


def requirements_paths(tree: Tree) -> list[str]:
    """Return the requirements files at the root and one directory below."""
    return [path for path in tree.files if is_read(path)]


def is_read(path: str) -> bool:
    """Tell whether a path is that of a requirements file, near enough to the root to be the project's."""
    return path.count("/") < 2 and kind_of(path) is Kind.REQUIREMENTS


@fact
def pip_options(tree: Tree) -> tuple[PipOption, ...]:
    """Gather the options of all requirements files."""
    found: list[PipOption] = []
    for path in requirements_paths(tree):
        lines = tree.once(path, _lines)
        for number in range(1, len(lines.starts) + 1):
            line = re.split(r"\s#|^#", lines.line(number))[0].rstrip()
            option = _OPTION.match(line)
            if option and not (number > 1 and lines.line(number - 1).rstrip().endswith("\\")):
                # Neither the route nor the span holds the value: reports show both, and it may be a password.
                span = Span(number, option.start(1) + 1, number, option.end(1) + 1)
                at = Location(path, (option[1], option[2].rpartition("@")[2]), span)
                found.append(PipOption(_LONG.get(option[1], option[1]), option[2], at))
    return tuple(found)


def from_requirements(tree: Tree) -> Iterator[Dependency]:
    """Yield the requirements of all requirements files; options, includes and comments are left out."""
    for path in requirements_paths(tree):
        for number, dependency in enumerate(_requirements(path, tree.once(path, _lines))):
            if number >= limits.REQUIREMENTS:
                raise Unreadable(f"more than {limits.REQUIREMENTS} requirements", Location(path))
            yield dependency


def _lines(files: Files, path: str) -> Lines:
    """Return a requirements file's lines; Windows PowerShell redirects `pip freeze` in UTF-16."""
    try:
        if files.read(path).startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
            return Lines(files.read(path).decode("utf-16", "replace"))
        return files.lines(path, strict=False)
    except Unreadable:
        return Lines("")


def _requirements(path: str, lines: Lines) -> Iterator[Dependency]:
    """Yield the requirements of a pip requirements file; options, includes and comments are left out."""
    stem = path.rpartition("/")[2].lower()
    development = is_for_development(path)
    for number in range(1, len(lines.starts) + 1):
        line = lines.line(number)
        body = re.split(r"\s#|^#", line)[0]
        stripped = re.split(r"\s--?[a-z]|\\$", body)[0].strip()
        if not stripped or not _NAME.match(stripped) or "://" in stripped.partition("@")[0]:
            continue
        if stripped.startswith(("./", "../", "/")) or stripped.endswith((".whl", ".tar.gz", ".zip")):
            continue
        start = len(line) - len(line.lstrip()) + 1
        at = Location(path, (stripped,), Span(number, start, number, start + len(stripped)))
        yield Dependency(stripped, at, "group" if development else "runtime", stem, "requirements")
