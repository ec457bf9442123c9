import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, rule

#: An import of what a variable names.
_LOADS = re.compile(r"\b(?:__import__|import_module)\(\s*+[a-z_]")


@rule(Severity.WARNING, since="0.1")
def search_path_changed(node: ast.Call, module: Module) -> Iterator[Finding]:
    """A module changes where Python looks for modules, to reach its own project.

    It works from one directory, in one order of imports, and may bring in another module of the same name. It
    is not needed where the project is installed (`pip install -e .`): import the package by its name.
    Reported are directories that are spelled out, or found from `__file__` or the working directory.

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
    A program that loads what its user names may look for it where it is started.

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
    name = dotted(node.func)
    if module.role != "source" or name not in ("sys.path.append", "sys.path.insert") or not node.args:
        return
    given = node.args[-1]
    words = {dotted(part) for part in ast.walk(given) if isinstance(part, (ast.Name, ast.Attribute))}
    spelled = given.value if isinstance(given, ast.Constant) and isinstance(given.value, str) else None
    words |= {word for name in words for word in _bound(name, module)}
    current = bool(words & {"os.getcwd", "Path.cwd"}) or spelled in ("", ".")
    if current and _LOADS.search(module.text):
        return
    if spelled is not None or current or "__file__" in words:
        yield Finding(f"`{name}` reaches for modules beside the project's own", module.at(node))


def _bound(name: str, module: Module) -> set[str]:
    """Return the names of what a name of the module's top level is bound to."""
    values = [
        item.value
        for item in module.tree.body
        if isinstance(item, ast.Assign)
        and any(isinstance(t, ast.Name) and t.id == name for t in item.targets)
    ]
    return {
        dotted(part)
        for value in values
        for part in ast.walk(value)
        if isinstance(part, (ast.Name, ast.Attribute))
    }
