"""Where code finds modules: changes of `sys.path` for those of its own project, and projects below it."""

import ast
import re

from roadworthy import Tree, dotted


def sources_below(tree: Tree) -> list[str]:
    """Return the directories with the code of projects that lie below this one, and are not part of it."""
    below = [item.path.rstrip("/") for item in tree.skipped if not item.path.endswith("/")]
    return [f"{path}{source}" for path in below for source in ("", "/src")]


def reaches(node: ast.Call, loads: bool, bound: dict[str, set[str]]) -> bool:
    """Tell whether a call adds a directory that is spelled out, or found from where the code lies or runs.

    Code that `loads` what a variable names may look for that in the working directory. `bound` are the words
    of what names stand for.
    """
    if dotted(node.func) not in ("sys.path.append", "sys.path.insert") or not node.args:
        return False
    given = node.args[-1]
    words = _words_behind(given, bound)
    spelled = given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None
    if spelled is not None and re.match(r"[/\\]|[A-Za-z]:|.*site-packages", spelled):
        # Where something is installed; a home is `path-absolute`.
        return False
    current = is_current(given, bound)
    return not (current and loads) and (spelled is not None or current or "__file__" in words)


def is_current(given: ast.expr, bound: dict[str, set[str]]) -> bool:
    """Tell whether a directory is found from the one in which the program is started."""
    if isinstance(given, ast.Constant):
        return given.value in ("", ".")
    return not _words_behind(given, bound).isdisjoint(("os.getcwd", "Path.cwd"))


def _words_behind(given: ast.expr, bound: dict[str, set[str]]) -> set[str]:
    words = _words(given)
    return words | {word for name in words for word in bound.get(name, ())}


def bound_words(tree: ast.Module) -> dict[str, set[str]]:
    """Return, for names that the top level binds, the words of their values."""
    return {
        target.id: _words(item.value)
        for item in tree.body
        if isinstance(item, ast.Assign)
        for target in item.targets
        if isinstance(target, ast.Name)
    }


def _words(value: ast.expr) -> set[str]:
    return {dotted(part) for part in ast.walk(value) if isinstance(part, (ast.Name, ast.Attribute))}
