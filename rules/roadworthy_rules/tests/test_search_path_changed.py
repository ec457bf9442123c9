import ast
from collections.abc import Iterator
from dataclasses import dataclass

from roadworthy import Finding, Location, Module, Profile, Severity, fact, nodes_of, rule
from roadworthy_rules._names import named
from roadworthy_rules._search_path import bound_words, reaches


@dataclass(frozen=True, slots=True)
class PathChange:
    """A call in a test file that makes tests find the modules of the project."""

    at: Location


@rule(Severity.NOTE, since="0.1")
def test_search_path_changed(changes: tuple[PathChange, ...], profile: Profile) -> Iterator[Finding]:
    """Tests change `sys.path` to find the code that they test.

    The tests import code in a way that the installed project does not, so a missing package or module is
    not noticed. Install the project with `pip install -e .` before the tests, or set `pythonpath` in the
    settings of pytest (`tool.pytest.ini_options.pythonpath = ["src"]`).

    The rule reports directories that are literals, or are computed from `__file__` or the working directory,
    and all tests of a project together. It ignores libraries, and directories
    with `test` in their name: helpers of tests.

    ```python tests/conftest.py bad
    import sys

    sys.path.append("../src")
    ```
    ```python app.py bad
    if __name__ == "__main__":
        print("served")
    ```

    A test file is no better.

    ```python tests/test_model.py bad
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[1]))
    ```
    ```python app.py bad
    if __name__ == "__main__":
        print("served")
    ```
    ```python tests/conftest.py good
    import sys

    def add(directory):
        sys.path.append(directory)
        sys.path.append("tests/helpers")
    ```
    ```python app.py good
    if __name__ == "__main__":
        print("served")
    ```
    """
    if not changes or profile.name == "library":
        return
    first, *others = (change.at for change in changes)
    files = named(sorted({change.at.file for change in changes}))
    yield Finding(f"tests change the module search path in {files}", first, related=tuple(others[:10]))


@fact
def path_changes(module: Module) -> tuple[PathChange, ...]:
    """Look for such calls in a test file, but those that add a directory of tests."""
    if module.role != "test" or "sys.path" not in module.text:
        return ()
    bound = bound_words(module.tree)
    return tuple(
        PathChange(module.at(node))
        for node in nodes_of(module, ast.Call)
        if reaches(node, loads=False, bound=bound) and "test" not in ast.unparse(node).lower()
    )
