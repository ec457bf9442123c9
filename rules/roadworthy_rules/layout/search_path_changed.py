import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, nodes_of, rule
from roadworthy_rules._search_path import bound_words, reaches

#: An import of what a variable names.
_LOADS = re.compile(r"\b(?:__import__|import_module)\(\s*+[a-z_]")


@rule(Severity.WARNING, since="0.1")
def search_path_changed(module: Module) -> Iterator[Finding]:
    """A module changes `sys.path` to import from its own project.

    The import works from one directory and in one order of imports, and may load another module with the same
    name. Install the project with `pip install -e .`, import the package by its name, and delete the change
    to `sys.path`.

    The rule reports directories that are literals, or are computed from `__file__` or the working directory.
    It ignores paths that lead out of the project and absolute paths, where something else is installed, and
    `path-absolute` reports those of one machine.

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

    sys.path.append("/usr/lib/blender/python")
    ```
    ```python train.py good
    import sys

    sys.path.append("../input/segmentation-models")
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
    bound = bound_words(module.tree)
    calls = [
        node
        for node in nodes_of(module, ast.Call)
        if reaches(node, loads, bound) and not _leads_out(node.args[-1], module.path)
    ]
    if calls:
        first, *others = (module.at(node) for node in calls)
        name = dotted(calls[0].func)
        yield Finding(
            f"`{name}` changes the module search path to import from the project itself",
            first,
            related=tuple(others),
        )


def _leads_out(directory: ast.expr, path: str) -> bool:
    """Tell whether a directory that is spelled out is above the project, where a module runs in its own."""
    if not (isinstance(directory, ast.Constant) and isinstance(directory.value, str)):
        return False
    parts = directory.value.replace("\\", "/").split("/")
    return parts.count("..") > path.count("/")
