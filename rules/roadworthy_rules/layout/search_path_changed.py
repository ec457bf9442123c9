import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule

#: An import of what a variable names.
_LOADS = re.compile(r"\b(?:__import__|import_module)\(\s*+[a-z_]")


@rule(Severity.WARNING, since="0.1")
def search_path_changed(module: Module) -> Iterator[Finding]:
    """A module changes `sys.path` to import from its own project.

    The import works from one directory and in one order of imports, and may load another module with the same
    name. Install the project with `pip install -e .`, import the package by its name, and delete the change
    to `sys.path`.

    The rule reports directories that are literals, or are computed from `__file__` or the working directory.

    ```python bad
    import sys

    sys.path.append("../src")
    ```
    ```python bad
    import os
    import sys

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    ```
    ```python bad
    import sys
    from pathlib import Path

    ROOT = Path(__file__).resolve().parents[1]
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    ```
    ```python good
    import sys

    def load(plugins):
        sys.path.insert(0, plugins.directory)
    ```

    A program that loads modules named by its user may search the directory it is started in.

    ```python good
    import os
    import sys
    from importlib import import_module

    def serve(name):
        sys.path.insert(0, os.getcwd())
        return import_module(name)
    ```
    ```python tests/conftest.py good
    import sys

    sys.path.append("../src")
    ```
    """
    if module.role != "source" or "sys.path" not in module.text:
        return
    loads = _LOADS.search(module.text) is not None
    bound = _bound(module.tree)
    calls = [node for node in nodes_of(module, ast.Call) if _reaches(node, loads, bound)]
    if calls:
        first, *others = (module.at(node) for node in calls)
        name = dotted(calls[0].func)
        yield Finding(
            f"`{name}` changes the module search path to import from the project itself",
            first,
            related=tuple(others),
        )


def _reaches(node: ast.Call, loads: bool, bound: dict[str, set[str]]) -> bool:
    """Tell whether a call adds a directory that is spelled out, or found from where the code lies or runs.

    Code that `loads` what a variable names may look for that in the working directory. `bound` are the words
    of what names stand for.
    """
    if dotted(node.func) not in ("sys.path.append", "sys.path.insert") or not node.args:
        return False
    given = node.args[-1]
    words = _words(given)
    words |= {word for name in words for word in bound.get(name, ())}
    spelled = given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None
    current = bool(words & {"os.getcwd", "Path.cwd"}) or spelled in ("", ".")
    return not (current and loads) and (spelled is not None or current or "__file__" in words)


def _bound(tree: ast.Module) -> dict[str, set[str]]:
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
