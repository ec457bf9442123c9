"""Modules that stand for others: they import names so that old code finds them, and may start a program."""

from __future__ import annotations

import ast
import re

from roadworthy import is_standard
from roadworthy_rules._main_block import is_main_block

#: What a docstring calls a module that hands names on.
_SAYS_SO = re.compile(
    r"(?i)\bre-?export(?:s|ed|ing)?\b|\bshim\b|\bbackwards?[ -]compat"
    r"|\bcompatibility\s+(?:alias|layer|module|stub|wrapper)"
)
#: From so many names on, a module that only imports and starts a program is more than its start.
_SEVERAL = 3


def is_shim(tree: ast.Module) -> bool:
    """Tell whether a module hands on what it imports: its docstring says so, or it does nothing else.

    It may start a program in an `if __name__ == "__main__"` block. Without a docstring that says so, it
    imports nothing but several names, and none of Python itself.
    """
    if _SAYS_SO.search(ast.get_docstring(tree) or ""):
        return True
    body = [one for one in tree.body if not isinstance(one, ast.Expr) or not _is_text(one)]
    imports = [one for one in body if isinstance(one, ast.ImportFrom)]
    others = [one for one in body if not isinstance(one, ast.ImportFrom)]
    names = sum(len(one.names) for one in imports)
    return names >= _SEVERAL and len(others) == 1 and is_main_block(others[0]) and all(map(hands_on, imports))


def hands_on(statement: ast.stmt) -> bool:
    """Tell whether an import may be of names that others find here: none of Python itself."""
    match statement:
        case ast.ImportFrom(module=name, level=level):
            return level > 0 or name == "__future__" or not is_standard((name or "").partition(".")[0])
    return False


def _is_text(statement: ast.Expr) -> bool:
    return isinstance(statement.value, ast.Constant)
