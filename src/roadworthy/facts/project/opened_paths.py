"""The fact `OpenedPath`: files that shipped modules open by a path from the project's root."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy.core.fact import fact
from roadworthy.core.fault import Unreadable
from roadworthy.core.finding import Location
from roadworthy.facts.contents import DistributionContents
from roadworthy.facts.python import read_module
from roadworthy.tree.roles import role_of
from roadworthy.tree.tree import Tree

_READERS = frozenset(
    "open read_csv read_json read_parquet read_excel read_pickle read_text read_bytes load".split()
)
_READING = frozenset("rbtU")


@dataclass(frozen=True, slots=True)
class OpenedPath:
    """A literal path that is opened for reading, relative to the working directory, and its place."""

    path: str
    at: Location


@fact
def opened_paths(contents: DistributionContents | None, tree: Tree) -> tuple[OpenedPath, ...]:
    """Look at the modules that the wheel ships, where it is known; only files that are there count."""
    if contents is None or contents.wheel.unknown:
        return ()
    heads = tuple(f"{quote}{path}/" for path in contents.tops.values() for quote in "\"'")
    found: list[OpenedPath] = []
    for source in contents.wheel.modules.values():
        try:
            # Few modules mention such a path, and only those are parsed once more.
            if not source.endswith(".py") or not any(
                head in tree.text(source, strict=False) for head in heads
            ):
                continue
            module = read_module(tree, source)
        except Unreadable:
            continue
        if role_of(f"x/{source.rpartition('/')[2]}") == "source":
            calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
            found += [OpenedPath(path, module.at(call)) for call in calls for path in _paths(call, tree)]
    return tuple(found)


def _paths(call: ast.Call, tree: Tree) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in _READERS:
        return
    given = call.args[:1]
    match call.func:
        # `Path("x").open()`
        case ast.Attribute(value=ast.Call(func=ast.Name(id="Path"), args=[inner])):
            given = [inner]
    modes = [*call.args[1:2], *(item.value for item in call.keywords if item.arg == "mode")]
    texts = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
    if name == "open" and any(not set(text) <= _READING for text in texts):
        return
    for node in given:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in tree.files:
            yield node.value
