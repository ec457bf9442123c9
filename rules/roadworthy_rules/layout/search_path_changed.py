import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import (
    Finding,
    Layout,
    Location,
    Module,
    Profile,
    Severity,
    counted,
    dotted,
    fact,
    nodes_of,
    role_of,
    rule,
)
from roadworthy_rules._hosts import is_migration
from roadworthy_rules._search_path import bound_words, is_current, reaches

#: An import of what a variable names.
_LOADS = re.compile(r"\b(?:__import__|import_module)\(\s*+[a-z_]")


@dataclass(frozen=True, slots=True)
class SearchPathChange:
    """A call of a module that changes where modules are looked for, and how the call is written.

    `current` is true for one that adds the directory in which the program is started.
    """

    at: Location
    called: str
    current: bool


@rule(Severity.WARNING, since="0.1")
def search_path_changed(
    changes: tuple[SearchPathChange, ...], layout: Layout, profile: Profile
) -> Iterator[Finding]:
    """A module changes `sys.path` to import from its own project.

    The import works from one directory and in one order of imports, and may load another module with the same
    name. Install the project with `pip install -e .`, import the package by its name, and delete the change
    to `sys.path`.

    The rule reports directories that are literals, or are computed from `__file__` or the working directory.
    It ignores paths that lead out of the project and absolute paths, where something else is installed, and
    `path-absolute` reports those of one machine. It also ignores what developers start by its path: modules
    in `scripts/` or `tools/`, changes under `if __name__ == "__main__":`, and Alembic's `env.py`, which its
    command runs by its path. It reports a project once.

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

    A program that loads modules named by its user may search the directory it is started in. So may the
    package of a library: others start it in a project of their own.

    ```python good
    import os
    import sys
    from importlib import import_module

    def serve(name):
        sys.path.insert(0, os.getcwd())
        return import_module(name)
    ```
    ```toml good
    [tool.roadworthy]
    profile = "library"
    ```
    ```python src/demo/__init__.py good
    ```
    ```python src/demo/plugin.py good
    import os
    import sys

    sys.path.insert(0, os.getcwd())
    ```
    ```toml bad
    [tool.roadworthy]
    profile = "library"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/plugin.py bad
    import os
    import sys

    sys.path.insert(0, os.path.dirname(__file__))
    ```
    ```toml bad
    [tool.roadworthy]
    profile = "application"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/plugin.py bad
    import os
    import sys

    sys.path.insert(0, os.getcwd())
    ```
    ```python tests/conftest.py good
    import sys

    sys.path.append("../src")
    ```
    ```python alembic/env.py good
    import os
    import sys

    sys.path.append(os.getcwd())

    from alembic import context

    context.run_migrations()
    ```
    ```python alembic/env.py bad
    import os
    import sys

    sys.path.append(os.getcwd())

    from tables import context

    context.run_migrations()
    ```
    ```python scripts/load.py good
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parent.parent))
    ```
    ```python good
    import sys

    if __name__ == "__main__":
        sys.path.insert(0, "..")
    ```
    """
    if profile.name == "library":
        changes = tuple(change for change in changes if not (change.current and layout.owns(change.at.file)))
    if changes:
        first, *others = changes
        modules = len({change.at.file for change in changes}) - 1
        more = (
            f" (so {'does' if modules == 1 else 'do'} {counted(modules, 'more module')})" if modules else ""
        )
        yield Finding(
            f"`{first.called}` changes the module search path to import from the project itself{more}",
            first.at,
            related=tuple(change.at for change in others),
        )


@fact
def search_path_changes(module: Module) -> tuple[SearchPathChange, ...]:
    """List the calls of a module that add a directory of the project, but of one that developers start."""
    if module.role != "source" or "sys.path" not in module.text or role_of(module.path) == "example":
        return ()
    if is_migration(module):
        return ()
    loads = _LOADS.search(module.text) is not None
    bound = bound_words(module.tree)
    started = [node for node in module.tree.body if isinstance(node, ast.If) and _asks_for_start(node.test)]
    return tuple(
        SearchPathChange(module.at(node), dotted(node.func), is_current(node.args[-1], bound))
        for node in nodes_of(module, ast.Call)
        if reaches(node, loads, bound) and not _leads_out(node.args[-1], module.path)
        if not any(item.lineno <= node.lineno <= (item.end_lineno or 0) for item in started)
    )


def _asks_for_start(test: ast.expr) -> bool:
    """Tell whether a condition is that the module is started, and not imported."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _leads_out(directory: ast.expr, path: str) -> bool:
    """Tell whether a directory that is spelled out is above the project, where a module runs in its own."""
    if not (isinstance(directory, ast.Constant) and isinstance(directory.value, str)):
        return False
    parts = directory.value.replace("\\", "/").split("/")
    return parts.count("..") > path.count("/")
