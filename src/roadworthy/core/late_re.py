"""The module `re`, but for what `re.compile` returns: it is compiled when it is first used.

A module that is imported brings all of its expressions, and few of them are used: compiling them was a sixth
of a short run. To a type checker this is `re` itself.
"""

from __future__ import annotations

import re as _re

TYPE_CHECKING = False  # see roadworthy/__init__.py
if TYPE_CHECKING:
    import re
    from typing import Any


class LatePattern:
    """An expression, which has what a compiled one has once one of that is asked for."""

    def __init__(self, text: Any, flags: int) -> None:
        self.pattern = text
        self._given = flags

    def __getattr__(self, name: str) -> Any:
        """Compile the expression, and keep what it offers: its methods are not looked for here again."""
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = _re.compile(self.pattern, self._given)
        for offered in dir(compiled):
            if not offered.startswith("_"):
                setattr(self, offered, getattr(compiled, offered))
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"re.compile({self.pattern!r}, {self._given!r})"


class _LateModule:
    """Stands for the module `re`."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_re, name)

    def compile(self, pattern: Any, flags: int = 0) -> LatePattern:
        """Return an expression that is compiled when it is first used."""
        return LatePattern(pattern, flags)


if not TYPE_CHECKING:
    re = _LateModule()

__all__ = ["re"]
