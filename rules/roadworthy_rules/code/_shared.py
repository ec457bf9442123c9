"""What the rules on code have in common."""

import ast
import functools
from typing import Any

from roadworthy import Module

#: Characters above which a module is somebody's data: pyflakes would take many seconds.
_LIMIT = 500_000


def flakes(module: Module) -> tuple[Any, ...]:
    """Return what pyflakes says of a module; nothing where it cannot follow it."""
    return _flakes(module.tree) if len(module.text) < _LIMIT else ()


@functools.lru_cache(maxsize=2)
def _flakes(tree: ast.Module) -> tuple[Any, ...]:
    # Imported here: a run that asks none of its rules should not pay for it.
    from pyflakes.checker import Checker

    try:
        return tuple(Checker(tree, "<module>", builtins=None).messages)
    except Exception:
        # It walks recursively, asserts what a parsed tree need not keep (`from __future__` in a function),
        # and each release of Python brings nodes that an older pyflakes does not know.
        return ()
