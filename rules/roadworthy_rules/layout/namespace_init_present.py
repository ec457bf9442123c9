from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Severity, Tree, rule
from roadworthy_rules.layout._shared import backend_of


@rule(Severity.ERROR, since="0.1")
def namespace_init_present(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A shared namespace package has an `__init__.py`.

    The file turns the namespace into a regular package of this project, which hides the modules that other
    projects install there. uv_build stops with an error. Delete the file (PEP 420), and move its code into a
    module.

    ```toml bad
    [build-system]
    requires = ["uv_build"]
    build-backend = "uv_build"

    [project]
    name = "cloud-db"

    [tool.uv.build-backend]
    module-name = "cloud.db"
    ```
    ```python src/cloud/__init__.py bad
    ```
    ```python src/cloud/db/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["uv_build"]
    build-backend = "uv_build"

    [project]
    name = "cloud-db"

    [tool.uv.build-backend]
    module-name = "cloud.db"
    ```
    ```python src/cloud/db/__init__.py good
    ```
    """
    table = ("tool", "uv", "build-backend")
    names = [name for _, name in pyproject.each(str, *table, "module-name")]
    if backend_of(pyproject) == "uv_build":
        names += [name] if (name := pyproject.get(str, *table, "module-name")) else []
        root = (pyproject.get(str, *table, "module-root") or "src").strip("./")
        for name in sorted(set(names)):
            parts = name.split(".")[:-1]
            for length in range(1, len(parts) + 1):
                path = "/".join(part for part in (root, *parts[:length], "__init__.py") if part)
                if path in tree.files:
                    namespace = ".".join(parts[:length])
                    yield Finding(
                        f"`{namespace}` is a namespace package in `module-name` but has an `__init__.py`",
                        Location(path),
                    )
