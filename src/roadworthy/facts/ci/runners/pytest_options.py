"""The options that pytest takes from a project's settings: plugins that lint may be among them."""

from __future__ import annotations

from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.facts.ci.runners.recipe import inside
from roadworthy.facts.ci.verbs import Words
from roadworthy.tree.ini import load_ini
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree

#: The files that pytest looks for, in its order, and its table in each.
_FILES = (
    ("pytest.toml", "pytest"),
    (".pytest.toml", "pytest"),
    ("pytest.ini", "pytest"),
    (".pytest.ini", "pytest"),
    ("pyproject.toml", "tool.pytest.ini_options"),
    ("pyproject.toml", "tool.pytest"),
    ("tox.ini", "pytest"),
    ("setup.cfg", "tool:pytest"),
)
_OPTIONS = 50


def added_options(tree: Tree, directory: str) -> Words:
    """Return the words of `addopts` in the first file that pytest takes in a directory."""
    for name, table in _FILES:
        path = inside(directory, name)
        if path not in tree.files:
            continue
        try:
            found = _toml(tree, path, table) if name.endswith(".toml") else _ini(tree, path, table)
        except Blocked:
            return ()
        if found is not None:
            words = found if isinstance(found, list) else str(found).split()
            return tuple(word for word in words[:_OPTIONS] if isinstance(word, str))
    return ()


def _toml(tree: Tree, path: str, table: str) -> Any:
    """Return what `addopts` is in a table; None where there is no such table."""
    data: Any = load_toml(tree, path)
    for key in table.split("."):
        data = data.get(key) if isinstance(data, dict) else None
    return data.get("addopts", "") if isinstance(data, dict) else None


def _ini(tree: Tree, path: str, table: str) -> str | None:
    for section in load_ini(tree, path):
        if section.name == table:
            texts = (option.texts for option in section.options if option.name.lower() == "addopts")
            return "\n".join(next(texts, ()))
    return None
