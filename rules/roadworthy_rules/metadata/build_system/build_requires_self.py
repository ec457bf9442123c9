from collections.abc import Iterator

from roadworthy import Dependency, Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def build_requires_self(pyproject: Pyproject, dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """The project lists itself in its build requirements.

    A build frontend would have to build the project before it can build it, which PEP 517 forbids, or would
    download another version of it. Remove the requirement. If the backend builds itself, use `backend-path`.

    ```toml bad
    [build-system]
    requires = ["hatchling", "demo"]
    build-backend = "hatchling.build"

    [project]
    name = "Demo"
    ```
    ```toml good
    [build-system]
    requires = []
    build-backend = "demo.build"
    backend-path = ["src"]

    [project]
    name = "demo"
    ```
    ```python src/demo/build.py good
    ```
    """
    from packaging.utils import canonicalize_name

    name = pyproject.get(str, "project", "name")
    if name is None or not pyproject.backend:
        return
    for dependency in dependencies:
        if dependency.kind == "build" and dependency.name == canonicalize_name(name):
            yield Finding(f"`{dependency.text}` is the project itself", dependency.at)
