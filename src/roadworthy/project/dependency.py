"""The fact `Dependency`: what the project says it needs, from whichever file says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from roadworthy.facts import Unreadable
from roadworthy.finding import Location, Span
from roadworthy.locate.lines import Lines
from roadworthy.pack import normalised
from roadworthy.project.pyproject import Pyproject
from roadworthy.tree import Tree

if TYPE_CHECKING:
    from packaging.requirements import Requirement

Kind = Literal["runtime", "extra", "group", "build"]
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)")
_REQUIREMENTS = re.compile(r"(?:.*/)?(requirements[^/]*|constraints)\.(txt|in)|requirements/[^/]*\.(txt|in)")


@dataclass(frozen=True)
class Dependency:
    """One declared requirement (PEP 508 text), where it stands, and when it applies.

    `kind` says whether it is needed at run time, by an extra, by a dependency group or a development
    requirements file, or to build; `set` names the extra, the group or the file. `manager` is the file
    format: `pyproject`, `poetry` or `requirements`.
    """

    text: str
    at: Location
    kind: Kind
    set: str
    manager: str

    @property
    def name(self) -> str:
        """The distribution's name, normalised; empty where the text has none."""
        found = _NAME.match(self.text)
        return normalised(found.group(1)) if found else ""

    @cached_property
    def requirement(self) -> Requirement | None:
        """The parsed requirement, None where it is not valid PEP 508."""
        from packaging.requirements import InvalidRequirement, Requirement

        try:
            return Requirement(self.text)
        except InvalidRequirement:
            return None


def dependencies(tree: Tree, pyproject: Pyproject | None) -> tuple[Dependency, ...]:
    """Gather the dependencies of pyproject.toml and of requirements files."""
    found: list[Dependency] = []
    if pyproject is not None:
        found += _from_project(pyproject)
        found += _from_poetry(pyproject)
    for path in tree.files:
        if path.count("/") < 2 and _REQUIREMENTS.fullmatch(path):
            found += _from_requirements(path, _text(tree, path))
    return tuple(found)


def _from_project(pyproject: Pyproject) -> Iterator[Dependency]:
    for at, text in pyproject.each(str, "build-system", "requires"):
        yield Dependency(text, at, "build", "build-system", "pyproject")
    for at, text in pyproject.each(str, "project", "dependencies"):
        yield Dependency(text, at, "runtime", "", "pyproject")
    for table, kind in (("optional-dependencies", "extra"), ("dependency-groups", "group")):
        route = ("project", table) if kind == "extra" else (table,)
        for place, _ in pyproject.each(list, *route):
            for at, text in pyproject.each(str, *place.route):
                yield Dependency(text, at, kind, str(place.route[-1]), "pyproject")  # type: ignore[arg-type]


def _from_poetry(pyproject: Pyproject) -> Iterator[Dependency]:
    tables: list[tuple[tuple[str, ...], Kind, str]] = [
        (("tool", "poetry", "dependencies"), "runtime", ""),
        (("tool", "poetry", "dev-dependencies"), "group", "dev"),
    ]
    for place, _ in pyproject.each(dict, "tool", "poetry", "group"):
        tables.append(((*map(str, place.route), "dependencies"), "group", str(place.route[-1])))
    for route, kind, group in tables:
        for at, value in pyproject.each(object, *route):
            name = str(at.route[-1])
            if name.lower() != "python":
                yield Dependency(_poetry_text(name, value), at, kind, group, "poetry")


def _poetry_text(name: str, value: Any) -> str:
    """Return PEP 508 text for a Poetry entry, without its version: carets have no PEP 508 spelling."""
    extras = value.get("extras") if isinstance(value, dict) else None
    known = [extra for extra in extras if isinstance(extra, str)] if isinstance(extras, list) else []
    return f"{name}[{','.join(known)}]" if known else name


def _text(tree: Tree, path: str) -> str:
    """Return a requirements file's text; Windows PowerShell redirects `pip freeze` in UTF-16."""
    try:
        data = tree.read(path)
    except Unreadable:
        return ""
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return data.decode(encoding, "replace")


def _from_requirements(path: str, text: str) -> Iterator[Dependency]:
    """Yield the requirements of a pip requirements file; options, includes and comments are left out."""
    stem = path.rpartition("/")[2].lower()
    development = any(word in path.lower() for word in ("dev", "test", "lint", "doc", "ci", "build"))
    lines = Lines(text)
    for number in range(1, len(lines.starts) + 1):
        line = lines.line(number)
        body = re.split(r"\s#|^#", line)[0]
        stripped = re.split(r"\s--?[a-z]|\s*\\$", body)[0].strip()
        if not stripped or not _NAME.match(stripped) or "://" in stripped.partition("@")[0]:
            continue
        if stripped.startswith(("./", "../", "/")) or stripped.endswith((".whl", ".tar.gz", ".zip")):
            continue
        start = len(line) - len(line.lstrip()) + 1
        at = Location(path, (stripped,), Span(number, start, number, start + len(stripped)))
        yield Dependency(stripped, at, "group" if development else "runtime", stem, "requirements")
