import re
from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, has_placeholder, role_of, rule
from roadworthy_rules.layout._shared import backend_of, is_configured


@rule(Severity.ERROR, since="0.1")
def package_not_found(pyproject: Pyproject, layout: Layout, tree: Tree) -> Iterator[Finding]:
    """The build backend does not find the package.

    hatchling, uv_build, Flit and Poetry look for a package with the name of the project, and stop the build
    where there is none: "Unable to determine which files to ship inside the wheel", "No file/folder found for
    module". Tell the backend where the package is, or give both the same name. setuptools and PDM take
    whatever packages there are.

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
    name, backend = pyproject.get(str, "project", "name"), backend_of(pyproject)
    if backend == "poetry":
        name = name or pyproject.get(str, "tool", "poetry", "name")
    there = [*layout.packages, *layout.modules] or _packages(tree)
    if not name or has_placeholder(name) or not there:
        return
    plain = re.sub(r"[-_.]+", "_", name)
    wanted = _wanted(backend, plain, pyproject)
    if "hatch.toml" in tree.files or not wanted or any(re.match(wanted, path) for path in tree.files):
        return
    listing = ", ".join(f"`{path}`" for path in there[:3])
    message = f"`{backend}` looks for a package `{plain}`, and there is only {listing}"
    named = pyproject.at("project", "name")
    yield Finding(
        message, named if pyproject.has("project", "name") else pyproject.at("tool", "poetry", "name")
    )


def _packages(tree: Tree) -> list[str]:
    """Return the outermost packages that hold code of the project, wherever they lie."""
    ends = "/__init__.py"
    found = {
        path.removesuffix(ends) for path in tree.files if path.endswith(ends) and role_of(path) == "source"
    }
    return sorted(path for path in found if path.rpartition("/")[0] not in found)


def _wanted(backend: str, name: str, pyproject: Pyproject) -> str:
    """Return a pattern of the files that the backend would take; "" where it is told, or takes what there is.

    It is how hatchling, uv_build, flit_core and poetry-core choose where their tables say nothing.
    """
    exact = re.escape(name)
    if backend == "hatchling" and not is_configured(pyproject, "hatch"):
        raw = re.sub(r"[^\w.]+", "_", pyproject.get(str, "project", "name") or "")
        either = f"(?:{re.escape(raw)}|{exact.lower()})"
        return rf"(?:[^/]+/)?{either}/__init__\.py\Z|{either}\.py\Z"
    if backend == "uv_build" and not pyproject.has("tool", "uv", "build-backend"):
        return rf"src/{exact.lower()}/__init__\.pyi?\Z"
    if backend == "flit_core" and not pyproject.has("tool", "flit", "module"):
        dotted = (
            re.escape(pyproject.get(str, "project", "name") or "").replace("\\-", "_").replace("\\.", "/")
        )
        return rf"(?:src/)?{dotted}(?:/|\.py\Z)"
    if backend == "poetry" and not pyproject.has("tool", "poetry", "packages"):
        return rf"(?:src/)?{exact.lower()}(?:/|\.py\Z)"
    return ""
