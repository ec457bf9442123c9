"""The dependencies that managers keep in tables of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.core.late_re import re
from roadworthy.facts.dependencies.constraints import requirement_text, source_of
from roadworthy.facts.dependencies.dependency import Dependency, Kind
from roadworthy.facts.dependencies.requirementlines import RequirementLine, parse_requirements
from roadworthy.facts.metadata import Pyproject
from roadworthy.locate.document import Document
from roadworthy.locate.lines import Lines
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree
from roadworthy.tree.yaml import load_yaml

_CONDA = re.compile(r"(?:[^/]+/)?(?:conda[-_])?environment[^/]*\.ya?ml")
_CONDA_SPEC = re.compile(r"(?:[\w./-]+::)?([\w.-]+)\s*([^\s\[]*)")


def from_project(pyproject: Pyproject) -> Iterator[Dependency]:
    """Yield what the standard tables say: PEP 518, PEP 621, PEP 735."""
    yield from _texts(pyproject, ("build-system", "requires"), "build", "build-system", "pyproject")
    yield from _texts(pyproject, ("project", "dependencies"), "runtime", "", "pyproject")
    yield from _lists(pyproject, ("project", "optional-dependencies"), "extra", "pyproject")
    yield from _lists(pyproject, ("dependency-groups",), "group", "pyproject")


def from_tools(pyproject: Pyproject) -> Iterator[Dependency]:
    """Yield what Poetry, flit, PDM, uv, Hatch and pixi say in tables of `tool`."""
    flit = ("tool", "flit", "metadata")
    yield from _poetry(pyproject)
    yield from _texts(pyproject, (*flit, "requires"), "runtime", "", "flit")
    yield from _lists(pyproject, (*flit, "requires-extra"), "extra", "flit")
    yield from _lists(pyproject, ("tool", "pdm", "dev-dependencies"), "group", "pdm")
    yield from _texts(pyproject, ("tool", "uv", "dev-dependencies"), "group", "dev", "uv")
    for place, _ in pyproject.each(dict, "tool", "hatch", "envs"):
        for key in ("dependencies", "extra-dependencies"):
            yield from _texts(pyproject, (*place.route, key), "group", str(place.route[-1]), "hatch")
    yield from _pixi(pyproject, ("tool", "pixi"))


def from_files(tree: Tree) -> Iterator[Dependency]:
    """Yield what Pipfile, pixi.toml and conda's environment files say; what cannot be read says nothing."""
    for path in ("Pipfile", "pixi.toml"):
        if path in tree.files:
            try:
                document = Document(path, load_toml(tree, path))
            except Unreadable:
                continue
            if path == "pixi.toml":
                yield from _pixi(document, ())
            else:
                yield from _table(document, ("packages",), "runtime", "", "pipenv")
                yield from _table(document, ("dev-packages",), "group", "dev", "pipenv")
    for document in _environments(tree):
        yield from _conda(document)


def _texts(
    document: Document, route: tuple[str | int, ...], kind: Kind, name: str, by: str
) -> Iterator[Dependency]:
    if isinstance(document.get(object, *route), list):
        for at, text in document.each(str, *route):
            yield Dependency(text, at, kind, name, by)


def _lists(document: Document, route: tuple[str, ...], kind: Kind, by: str) -> Iterator[Dependency]:
    for place, _ in document.each(list, *route):
        yield from _texts(document, place.route, kind, str(place.route[-1]), by)


def _poetry(pyproject: Pyproject) -> Iterator[Dependency]:
    root = ("tool", "poetry")
    extras: dict[str, str] = {}
    for place, _ in pyproject.each(list, *root, "extras"):
        for _, name in pyproject.each(str, *place.route):
            extras.setdefault(name.lower(), str(place.route[-1]))
    for each in _table(pyproject, (*root, "dependencies"), "runtime", "", "poetry"):
        value = pyproject.get(dict, *each.at.route) or {}
        extra = extras.get(str(each.at.route[3]).lower())
        if extra and value.get("optional") is True:
            yield replace(each, kind="extra", set=extra)
        else:
            yield each
    yield from _table(pyproject, (*root, "dev-dependencies"), "group", "dev", "poetry")
    for place, _ in pyproject.each(dict, *root, "group"):
        route = (*place.route, "dependencies")
        yield from _table(pyproject, route, "group", str(place.route[-1]), "poetry")


def _pixi(document: Document, root: tuple[str, ...]) -> Iterator[Dependency]:
    places: list[tuple[tuple[str | int, ...], Kind, str]] = [(root, "runtime", "")]
    for place, _ in document.each(dict, *root, "feature"):
        places.append((place.route, "group", str(place.route[-1])))
    for route, kind, name in places:
        for key in ("dependencies", "pypi-dependencies"):
            yield from _table(document, (*route, key), kind, name, "pixi")


def _table(
    document: Document, route: tuple[str | int, ...], kind: Kind, name: str, by: str
) -> Iterator[Dependency]:
    """Yield the entries of a table from names to constraints; a list holds alternatives of one name."""
    if not isinstance(document.get(object, *route), dict):
        return
    for at, value in document.each(object, *route):
        key = str(at.route[-1])
        if key.lower() == "python":
            continue
        options: list[tuple[Location, Any]] = [(at, value)]
        if isinstance(value, list):
            options = list(document.each(object, *at.route))
        for place, option in options:
            stated = option.get("version") if isinstance(option, dict) else option
            version = stated if isinstance(stated, str) else ""
            text = requirement_text(key, option)
            yield Dependency(text, place, kind, name, by, source_of(option), version)


def _conda(document: Document) -> Iterator[Dependency]:
    for at, text in document.each(str, "dependencies"):
        spec = _CONDA_SPEC.match(text)
        if spec and spec[1] not in ("python", "pip"):
            yield Dependency(_conda_text(spec[1], spec[2]), at, "runtime", "conda", "conda")
    for place, line in _pip_lines(document):
        if line.kind == "requirement":
            yield Dependency(line.text, place, "runtime", "pip", "conda")
        elif line.egg:
            yield Dependency(line.egg, place, "runtime", "pip", "conda", "url")


def environment_pip_lines(tree: Tree) -> Iterator[tuple[str, RequirementLine]]:
    """Yield what conda's environment files give to pip, each with the path of its file."""
    for document in _environments(tree):
        for _, line in _pip_lines(document):
            yield document.file, line


def _environments(tree: Tree) -> Iterator[Document]:
    """Yield conda's environment files that can be read."""
    for path in filter(_CONDA.fullmatch, tree.files):
        try:
            document = Document(path, load_yaml(tree, path))
        except Unreadable:
            continue
        yield document


def _pip_lines(document: Document) -> Iterator[tuple[Location, RequirementLine]]:
    for at, _ in document.each(dict, "dependencies"):
        for place, text in document.each(str, *at.route, "pip"):
            for line in parse_requirements(Lines(text)):
                yield place, line


def _conda_text(name: str, version: str) -> str:
    text = requirement_text(name, _fuzzy(version))
    # `=9b`, `=1.1.1d`: a version that PEP 440 does not know is a pin all the same.
    odd = re.fullmatch(r"={1,2}([\w.]+)(=[^=]*)?", version)
    return f"{name}==={odd[1]}" if odd and text == name else text


def _fuzzy(version: str) -> str:
    """Translate conda's `=1.2`, which is any 1.2, and leave out its build strings."""
    found = re.fullmatch(r"=(\d+(?:\.\d+)*)(?:\.\*)?(=[^=]*)?", version)
    if found is None:
        return version
    return f"=={found[1]}" if found[2] else f"=={found[1]}.*"
