"""The dependencies of setup.py and setup.cfg, as literals with places; neither is ever run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location, Span
from roadworthy.facts.dependencies.dependency import Dependency, Kind
from roadworthy.facts.metadata import read_setup_script
from roadworthy.tree.tree import Tree

_KINDS: dict[str, Kind] = {"install_requires": "runtime", "setup_requires": "build", "tests_require": "group"}


def from_setup(tree: Tree) -> Iterator[Dependency]:
    """Yield what both files say; what cannot be read says nothing, for it is reported elsewhere."""
    for read in (_configured, _called):
        try:
            yield from read(tree)
        except Unreadable:
            continue


def _configured(tree: Tree) -> Iterator[Dependency]:
    if "setup.cfg" not in tree.files:
        return
    lines = tree.lines("setup.cfg")
    section = key = ""
    for number in range(1, len(lines.starts) + 1):
        line = lines.line(number)
        # A semicolon inside of a line begins a marker, not a comment.
        body = "" if line.lstrip().startswith(("#", ";")) else re.split(r"\s#", line)[0].rstrip()
        if header := re.match(r"\[([^\]]+)\]", body):
            section, key = header[1].strip(), ""
            continue
        if option := re.match(r"([^\s=:][^=:]*+)[=:]", body):
            key, offset = option[1].rstrip(), option.end()
        else:
            offset = 0
        text = body[offset:].strip()
        if section == "options.extras_require":
            kind: Kind | None = "extra"
        else:
            kind = _KINDS.get(key) if section == "options" else None
        if not text or not key or kind is None or text.startswith(("file:", "%", "#")):
            continue
        start = body.index(text, offset) + 1
        at = Location("setup.cfg", (section, key, text), Span(number, start, number, start + len(text)))
        yield Dependency(text, at, kind, key if kind == "extra" else "", "setuptools")


def _called(tree: Tree) -> Iterator[Dependency]:
    script = read_setup_script(tree)
    if script is None:
        return
    constants = {
        node.targets[0].id: node.value
        for node in script.module.body
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    }

    def strings(value: ast.expr, kind: Kind, name: str) -> Iterator[Dependency]:
        if isinstance(value, ast.Name):
            value = constants.get(value.id, value)
        if isinstance(value, (ast.List, ast.Tuple)):
            for item in value.elts:
                if isinstance(item, ast.Constant) and isinstance(item.value, str):
                    yield Dependency(item.value, script.at(item, item.value), kind, name, "setuptools")

    for keyword in (keyword for call in script.calls for keyword in call.keywords):
        if keyword.arg in _KINDS:
            yield from strings(keyword.value, _KINDS[keyword.arg], "")
        elif keyword.arg == "extras_require":
            table = keyword.value
            if isinstance(table, ast.Name):
                table = constants.get(table.id, table)
            if isinstance(table, ast.Dict):
                for key, value in zip(table.keys, table.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield from strings(value, "extra", key.value)
