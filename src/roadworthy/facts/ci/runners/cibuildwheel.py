"""The test command of cibuildwheel (its "Options" page)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roadworthy.core.fault import Blocked
from roadworthy.core.finding import Location
from roadworthy.tree.toml import load_toml
from roadworthy.tree.tree import Tree


def wheel_tests(tree: Tree, settings: Mapping[str, str]) -> tuple[Location | None, str] | None:
    """Return where the test command is written, and it; None where the wheels are not tested."""
    for name in ("CIBW_TEST_COMMAND", "CIBW_TEST_COMMAND_LINUX", "CIBW_TEST_COMMAND_MACOS"):
        if settings.get(name):
            return None, settings[name]
    try:
        data: Any = load_toml(tree, "pyproject.toml") if "pyproject.toml" in tree.files else {}
    except Blocked:
        return None
    table = data.get("tool", {})
    table = table.get("cibuildwheel", {}) if isinstance(table, dict) else {}
    command = table.get("test-command") if isinstance(table, dict) else None
    if isinstance(command, list):
        command = " && ".join(map(str, command))
    at = Location("pyproject.toml", ("tool", "cibuildwheel", "test-command"))
    return (at, command) if isinstance(command, str) and command else None
