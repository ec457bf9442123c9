from __future__ import annotations

from typing import TYPE_CHECKING

from roadworthy import Append, Fix

if TYPE_CHECKING:
    from roadworthy import Pyproject, Use


def addition(pyproject: Pyproject | None, providers: tuple[str, ...]) -> Fix | None:
    """Return the fix that declares a module's provider, where only one can be meant."""
    if pyproject is None or len(providers) != 1 or pyproject.get(list, "project", "dependencies") is None:
        return None
    edit = Append(pyproject.at("project", "dependencies"), providers[0])
    return Fix(f"Declare `{providers[0]}`", edit, safe=False)


def undeclared(use: Use) -> str:
    """Return what a finding says of a module that nothing declared provides."""
    names = " or ".join(f"`{name}`" for name in use.providers[:2])
    return f"`{use.module}` is imported, but {names} is not declared"
