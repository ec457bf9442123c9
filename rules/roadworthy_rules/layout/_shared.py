"""What the rules on the layout have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import role_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roadworthy import Command, DistributionContents, ModuleSummary, Pyproject, Tree

#: What other tools call an import of what is not there.
MISSING_IMPORT = (
    "mypy:import-not-found",
    "mypy:attr-defined",
    "pylint:import-error",
    "pylint:E0401",
    "pylint:no-name-in-module",
    "pylint:E0611",
    "pyrefly:missing-import",
    "pyrefly:missing-module-attribute",
    "pyright:reportMissingImports",
    "pyright:reportAttributeAccessIssue",
    "ty:unresolved-import",
)


def backend_of(pyproject: Pyproject | None) -> str:
    """Return what builds the project by pyproject.toml: `setuptools`, `hatchling`, `uv_build`, ...; or ""."""
    if pyproject is None or not pyproject.is_package:
        return ""
    if not pyproject.has("build-system", "build-backend"):
        return "setuptools" if pyproject.has("project", "name") else ""
    return pyproject.backend


def is_left_out(top: str, contents: DistributionContents, tree: Tree) -> bool:
    """Tell whether a top package is excluded itself: what the wheel holds of it slipped through."""
    start = f"{top}/__init__.py"
    return start in tree.files and start not in contents.wheel.sources


def packaged_aside(
    contents: DistributionContents, commands: Iterable[Command], modules: Iterable[ModuleSummary]
) -> list[str]:
    """Return the top-level packages of the wheel with tests, examples or the like, beside the project's.

    What a command starts, or another package imports, has to be installed: it is none of these.
    """
    if contents.wheel.unknown:
        return []
    tops = {path.partition("/")[0]: source for path, source in contents.wheel.modules.items() if "/" in path}
    started = {command.entry.module.partition(".")[0] for command in commands}
    inside = {
        source
        for path, source in contents.wheel.modules.items()
        if (top := path.partition("/")[0]).lower() == contents.name or role_of(f"{top}/x.py") == "source"
    }
    started |= {
        item.module.partition(".")[0]
        for module in modules
        if module.path in inside
        for item in module.imports
        if not item.level
    }
    found = []
    for name, source in sorted(tops.items()):
        role = role_of(f"{name}/x.py")
        # Who names `tools` or `demo` one by one may mean it as a layer of the project.
        aside = role in ("test", "documentation") or (role == "example" and contents.searched)
        if aside and name not in started and name.lower() != contents.name and source and len(tops) > 1:
            found.append(name)
    return found
