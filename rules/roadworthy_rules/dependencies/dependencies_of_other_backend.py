from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule

#: Backends that never read the tables of Poetry.
_OTHERS = ("setuptools.build_meta", "hatchling.build", "flit_core.buildapi", "pdm.backend", "uv_build")


@rule(Severity.WARNING, since="0.1")
def dependencies_of_other_backend(pyproject: Pyproject) -> Iterator[Finding]:
    """The build backend does not read the table that declares the dependencies.

    The wheel is built without dependencies, so the package fails on import. Declare them in `[project]`,
    which every backend reads (PEP 621), or change `build-backend` to the backend that reads the table.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [tool.poetry.dependencies]
    pandas = "^2.2"
    ```
    ```toml good
    [build-system]
    requires = ["poetry-core"]
    build-backend = "poetry.core.masonry.api"

    [tool.poetry.dependencies]
    pandas = "^2.2"
    ```

    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]

    [tool.poetry.dependencies]
    pandas = { source = "internal" }
    ```
    """
    backend = pyproject.get(str, "build-system", "build-backend")
    if backend in _OTHERS and not pyproject.has("project", "dependencies"):
        names = [at.route[-1] for at, _ in pyproject.each(object, "tool", "poetry", "dependencies")]
        if any(str(name).lower() != "python" for name in names):
            at = pyproject.at("tool", "poetry", "dependencies")
            yield Finding(f"`{backend}` does not read Poetry's dependencies", at)
