from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, rule
from roadworthy_rules.metadata._shared import leaves_project


@rule(Severity.ERROR, since="0.1")
def build_backend_path_outside(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A directory of `backend-path` is not in the project.

    Front ends must check that an in-tree backend lies below `pyproject.toml`, and refuse it otherwise
    (PEP 517). Name a directory of the project, relative to it.

    ```toml bad
    [build-system]
    requires = []
    build-backend = "backend"
    backend-path = ["../tools"]
    ```

    ```toml bad
    [build-system]
    requires = []
    build-backend = "backend"
    backend-path = ["absent"]
    ```
    ```toml good
    [build-system]
    requires = []
    build-backend = "backend"
    backend-path = ["tools", "."]
    ```
    ```python tools/backend.py good
    ```
    """
    for at, path in pyproject.each(str, "build-system", "backend-path"):
        inside = path.removeprefix("./").strip("/")
        if leaves_project(path):
            yield Finding(f"`{path}` leads out of the project", at)
        elif inside not in ("", ".") and not any(name.startswith(f"{inside}/") for name in tree.files):
            yield Finding(f"`{path}` does not exist", at)
