from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, rule
from roadworthy_rules.metadata._shared import leaves_project


@rule(Severity.ERROR, since="0.1")
def build_backend_path_outside(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A directory in `backend-path` is outside the project.

    Build frontends must refuse an in-tree backend outside the project's directory (PEP 517). Set
    `backend-path` to a directory of the project, relative to `pyproject.toml`.

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
            yield Finding(f"`{path}` is outside the project", at)
        elif inside not in ("", ".") and not any(name.startswith(f"{inside}/") for name in tree.files):
            yield Finding(f"`{path}` does not exist", at)
