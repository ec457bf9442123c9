"""The text of each `__init__.pyi`: the names of a package for type checkers, from the table in `__init__.py`.

Run `python tests/public_names.py --write` after a change of such a table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import roadworthy
from roadworthy import facts


def packages() -> Iterator[ModuleType]:
    """Yield the packages that import their names when they are asked for."""
    yield roadworthy
    for path in sorted(Path(facts.__path__[0]).glob("*/__init__.py")):
        package = import_module(f"{facts.__name__}.{path.parent.name}")
        if hasattr(package, "HOMES"):
            yield package


def homes(package: ModuleType) -> dict[str, tuple[str, ...]]:
    """Return the names of a package by the module that defines them."""
    inside = "" if package is roadworthy else f"{package.__name__}."
    return {inside + module: names for module, names in package.HOMES.items()}


def stub(package: ModuleType) -> Path:
    """Return where the stub of a package is."""
    return Path(package.__path__[0]) / "__init__.pyi"


def _order(item: tuple[str, str]) -> tuple[str, int, str]:
    """Return the order of a name as isort has it: constants, classes, and the rest."""
    module, name = item
    return module, 0 if name.isupper() else 1 if name[:1].isupper() else 2, name.lower()


def text(package: ModuleType) -> str:
    """Return the text of a package's stub."""
    names = sorted(((m, name) for m, found in homes(package).items() for name in found), key=_order)
    lines = [f"from {module} import {name} as {name}" for module, name in names]
    head = "# Made by tests/public_names.py from the table in __init__.py."
    version = ["__version__: str"] if package is roadworthy else []
    return "\n".join([head, *lines, "", *version, "HOMES: dict[str, tuple[str, ...]]", ""])


if __name__ == "__main__":
    for package in packages():
        if "--write" in sys.argv[1:]:
            stub(package).write_text(text(package), encoding="utf-8")
        else:
            print(text(package), end="")
