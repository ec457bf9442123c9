"""Modules and classes: no circle of imports in a folder, and no name that stands for two things."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = {
    "roadworthy": ROOT / "src" / "roadworthy",
    "roadworthy_rules": ROOT / "rules" / "roadworthy_rules",
}
TREES = {
    path: ast.parse(path.read_bytes()) for top in PACKAGES.values() for path in sorted(top.rglob("*.py"))
}
FOLDERS = sorted({path.parent for path in TREES})


def name_of(path: Path) -> str:
    """Return a module's dotted name."""
    top = next(top for top in PACKAGES.values() if path.is_relative_to(top))
    return ".".join(path.relative_to(top.parent).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield the dotted names that a module imports, in functions too, but not for types alone."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            pending.extend(node.orelse)
        else:
            pending.extend(ast.iter_child_nodes(node))


def within(names: Collection[str], tree: ast.Module) -> set[str]:
    """Return the modules of `names` that a module imports, or imports something from."""
    found = set()
    for name in imports(tree):
        module = name if name in names else name.rpartition(".")[0]
        if module in names:
            found.add(module)
    return found


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return the names on a circle, empty where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_no_folders_modules_import_one_another_in_a_circle(folder: Path) -> None:
    names = {name_of(path): tree for path, tree in TREES.items() if path.parent == folder}
    assert circle({name: within(names, tree) - {name} for name, tree in names.items()}) == []


def test_a_circle_is_found_and_a_chain_is_none() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    inside = "def f():\n    from x import y\nif TYPE_CHECKING:\n    import z"
    assert list(imports(ast.parse(inside))) == ["x.y"]
    assert within({"x", "x.z"}, ast.parse("from x import y, z")) == {"x", "x.z"}


def test_each_class_has_a_name_of_its_own() -> None:
    found: dict[str, list[str]] = {}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(name_of(path))
    assert len(found) > 100
    assert {name: modules for name, modules in found.items() if len(modules) > 1} == {}
