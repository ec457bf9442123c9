import re
from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, rule
from roadworthy_rules.layout._shared import backend_of, is_told


@rule(Severity.ERROR, since="0.1")
def package_not_found(pyproject: Pyproject, layout: Layout, tree: Tree) -> Iterator[Finding]:
    """The build backend does not find the package.

    hatchling and uv_build look for a package with the name of the project, and stop the build where there is
    none: "Unable to determine which files to ship inside the wheel". Tell the backend where the package
    is, or give both the same name.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn-model"
    ```
    ```python src/churn/__init__.py bad
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
    """
    name, backend = pyproject.get(str, "project", "name"), backend_of(pyproject)
    if not name or "{{" in name or not (layout.packages or layout.modules):
        return
    plain = re.sub(r"[-_.]+", "_", name)
    if backend == "hatchling" and not is_told(pyproject, "hatch") and "hatch.toml" not in tree.files:
        wanted = re.compile(
            rf"(?:src/)?(?:[^/]+/)?{re.escape(plain)}/__init__\.py|{re.escape(plain)}\.py", re.IGNORECASE
        )
    elif backend == "uv_build" and not pyproject.has("tool", "uv", "build-backend"):
        wanted = re.compile(rf"src/{re.escape(plain.lower())}/__init__\.pyi?")
    else:
        return
    if not any(wanted.fullmatch(path) for path in tree.files):
        there = ", ".join(f"`{path}`" for path in (*layout.packages, *layout.modules)[:3])
        message = f"`{backend}` looks for a package `{plain}`, and there is only {there}"
        yield Finding(message, pyproject.at("project", "name"))
