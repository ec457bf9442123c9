from collections.abc import Iterator

from roadworthy import (
    DistributionContents,
    Finding,
    Layout,
    Location,
    Pyproject,
    Severity,
    Tree,
    has_placeholder,
    role_of,
    rule,
)


@rule(Severity.ERROR, since="0.1")
def package_not_found(
    contents: DistributionContents, layout: Layout, pyproject: Pyproject | None, tree: Tree
) -> Iterator[Finding]:
    """The build backend does not find the package.

    hatchling, uv_build, Flit and Poetry look for a package with the name of the project, and stop the build
    if it is missing: "Unable to determine which files to ship inside the wheel", "No file/folder found for
    module". Configure the path of the package, or give the package and the project the same name.

    setuptools builds an empty wheel instead. `find_packages("churn")` searches inside `churn`, and finds only
    directories with an `__init__.py`.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn-model"
    ```
    ```python src/churn/__init__.py bad
    ```

    ```toml bad
    [build-system]
    requires = ["poetry-core"]
    build-backend = "poetry.core.masonry.api"

    [tool.poetry]
    name = "churn-model"
    ```
    ```python churn/__init__.py bad
    ```

    ```toml bad
    [build-system]
    requires = ["flit_core"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "churn-model"
    ```
    ```python src/churn.py bad
    ```
    ```python setup.py bad
    from setuptools import find_packages, setup

    setup(name="churn", packages=find_packages("churn"))
    ```
    ```python churn/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn-model"

    [tool.hatch.build.targets.wheel]
    packages = ["src/churn"]
    ```
    ```python src/churn/__init__.py good
    ```

    ```toml good
    [build-system]
    requires = ["uv_build"]
    build-backend = "uv_build"

    [project]
    name = "churn-model"
    ```
    ```python src/churn_model/__init__.py good
    ```

    ```toml good
    [build-system]
    requires = ["flit_core"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "churn-model"
    ```
    ```python churn_model.py good
    ```
    """
    there = [*layout.packages, *layout.modules] or _packages(tree)
    refusal = contents.refusal
    if refusal is not None and refusal.kind == "missing" and refusal.at is not None:
        told = pyproject is not None and pyproject.has("tool", "hatch", "build", "targets", "wheel")
        if not (there or told) or any(has_placeholder(name) for name in refusal.names):
            return
        # setuptools says itself which directory it misses.
        beside = f", and there is only {', '.join(f'`{path}`' for path in there[:3])}" if there else ""
        yield Finding(refusal.message + beside * (contents.backend != "setuptools"), refusal.at)
    elif contents.searched and contents.wheel.is_certain and there and not contents.wheel.modules:
        at = Location(
            next((path for path in ("setup.py", "setup.cfg") if path in tree.files), "pyproject.toml")
        )
        if pyproject is not None and pyproject.has("tool", "setuptools", "packages"):
            at = pyproject.at("tool", "setuptools", "packages")
        why = "no directory has an `__init__.py`" if contents.needs_init else "none is where it looks"
        if contents.needs_init and any(f"{path}/__init__.py" in tree.files for path in there):
            why = "it looks inside the package"
        yield Finding(f"setuptools finds no package, but there is `{there[0]}`: {why}", at)


def _packages(tree: Tree) -> list[str]:
    """Return the outermost packages that hold code of the project, wherever they lie."""
    ends = "/__init__.py"
    found = {
        path.removesuffix(ends) for path in tree.files if path.endswith(ends) and role_of(path) == "source"
    }
    return sorted(path for path in found if path.rpartition("/")[0] not in found)
