"""Names that a package offers, imported once they are asked for (PEP 562): a run pays for what it uses."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def exporter(package: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """Return the `__getattr__` of a package that offers what modules of it define.

    `homes` has the names by the module that defines them. None of them is called as a module in the package
    is: importing the module would put it in the place of the name.
    """
    home_of = {name: f"{package}.{module}" for module, names in homes.items() for name in names}

    def found(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home = home_of[name]
        __import__(home)
        value: object = getattr(sys.modules[home], name)
        setattr(sys.modules[package], name, value)
        return value

    return found
