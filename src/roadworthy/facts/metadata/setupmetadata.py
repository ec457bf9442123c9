"""The metadata that setup.py and setup.cfg state as literals, each with its place; neither is ever run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from roadworthy.core.digits import has_long_number
from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.facts.metadata.setupscript import read_setup_script
from roadworthy.tree.tree import Tree

_FIELDS = {
    "name": "name",
    "version": "version",
    "description": "description",
    "summary": "description",
    "long_description": "readme",
    "license": "license",
    "license_expression": "license",
    "license_files": "license-files",
    "license_file": "license-files",
    "python_requires": "requires-python",
    "author": "authors",
    "author_email": "authors",
    "maintainer": "maintainers",
    "maintainer_email": "maintainers",
    "keywords": "keywords",
    "classifiers": "classifiers",
    "classifier": "classifiers",
    "url": "urls",
    "home_page": "urls",
    "project_urls": "urls",
    "download_url": "urls",
    "install_requires": "dependencies",
    "extras_require": "optional-dependencies",
    "entry_points": "entry-points",
}
_LISTS = {"license_files", "classifiers", "classifier", "install_requires"}
_SECTIONS = {
    "metadata": "",
    "options": "",
    "options.extras_require": "optional-dependencies",
    "options.entry_points": "entry-points",
}
_KEY = re.compile(r"([^\s#;\[=:][^=:]*+)[=:]\s*+(.*)")


@dataclass(frozen=True, slots=True)
class Declared:
    """One field by its name in `[project]`, its value as plain data, and the place of the value."""

    field: str
    value: Any
    at: Location


@dataclass(frozen=True, slots=True)
class SaidMetadata:
    """What both files state, which fields are computed, and whether nothing else can be given unseen."""

    values: tuple[Declared, ...]
    dynamic: frozenset[str]
    complete: bool
    found: bool


@fact
def read_metadata(tree: Tree) -> SaidMetadata:
    """Read both files: what setup.py states holds, setup.cfg fills in the rest, as in setuptools."""
    values, dynamic, complete = _called(tree)
    present = {said.field for said in values} | dynamic
    for said in _configured(tree):
        if said.field in present:
            continue
        if isinstance(said.value, str) and said.value.startswith(("attr:", "file:")):
            dynamic.add(said.field)
        else:
            values.append(said)
    found = "setup.py" in tree.files or ("setup.cfg" in tree.files and bool(values))
    return SaidMetadata(tuple(values), frozenset(dynamic), complete, found)


def _called(tree: Tree) -> tuple[list[Declared], set[str], bool]:
    try:
        script = read_setup_script(tree)
    except Unreadable:
        return [], set(), False
    if script is None:
        return [], set(), True
    calls = script.calls
    if len(calls) != 1:
        return [], set(), False
    constants = _constants(script.module)
    values: list[Declared] = []
    dynamic: set[str] = set()
    for keyword in calls[0].keywords:
        field = _FIELDS.get(keyword.arg or "")
        if field is None:
            continue
        node = keyword.value
        if isinstance(node, ast.Name):
            node = constants.get(node.id, node)
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError, OverflowError):
            dynamic.add(field)
            continue
        if has_long_number(value):
            dynamic.add(field)
        elif value is not None:
            values.append(Declared(field, value, script.at(node)))
    # setup(*args) and setup(**options) may state anything.
    plain = not calls[0].args and all(keyword.arg for keyword in calls[0].keywords)
    return values, dynamic, plain


def _constants(module: ast.Module) -> dict[str, ast.expr]:
    """Return what names of the module are bound to, where that is at its top and the only binding."""
    stores = [n.id for n in ast.walk(module) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    found: dict[str, ast.expr] = {}
    for node in module.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if stores.count(name) == 1:
                found[name] = value
    return found


def _configured(tree: Tree) -> Iterator[Declared]:
    """Yield the fields of setup.cfg; an option's further lines are part of it."""
    if "setup.cfg" not in tree.files:
        return
    section, name, first, gathered = "", "", 0, list[str]()
    try:
        lines = tree.text("setup.cfg", strict=False).split("\n")
    except Unreadable:
        return
    for number, line in enumerate([*lines, "[]"], 1):
        if not line.strip() or line.lstrip().startswith(("#", ";")):
            continue
        if line[0].isspace():
            gathered.append(line.strip())
            continue
        if name and section in _SECTIONS:
            yield from _option(
                section, name, gathered, Span(first, 1, first, len(lines[first - 1].rstrip()) + 1)
            )
        name = ""
        if line.startswith("["):
            section = line.strip()[1:].partition("]")[0]
        elif match := _KEY.match(line):
            name, first, gathered = match[1].rstrip(), number, [match[2].strip()]


def _option(section: str, name: str, lines: list[str], span: Span) -> Iterator[Declared]:
    at = Location("setup.cfg", span=span)
    given = [line for line in lines if line]
    key = name.lower().replace("-", "_")
    if field := _SECTIONS[section]:
        yield Declared(field, {name: given}, at)
    elif key in _FIELDS and given:
        listed = key in _LISTS and not given[0].startswith(("attr:", "file:"))
        yield Declared(_FIELDS[key], given if listed else "\n".join(given), at)
