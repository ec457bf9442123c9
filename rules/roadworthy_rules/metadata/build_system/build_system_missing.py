from collections.abc import Iterator

from roadworthy import Finding, Fix, Layout, Location, Pyproject, Set, Severity, Tree, rule
from roadworthy_rules.metadata._shared import table_of

_SCRIPTS = ("scripts", "gui-scripts", "entry-points")


@rule(Severity.WARNING, since="0.1")
def build_system_missing(pyproject: Pyproject, layout: Layout, tree: Tree) -> Iterator[Finding]:
    """The project does not declare a build system.

    Without `[build-system]`, pip falls back to an unpinned setuptools that guesses what to package, and uv
    does not install the project at all. Declare the build backend and its version:

        [build-system]
        requires = ["setuptools>=77"]
        build-backend = "setuptools.build_meta"

    If the project runs only from a checkout, set `package = false` in `[tool.uv]`, `package-mode = false` in
    `[tool.poetry]`, or `distribution = false` in `[tool.pdm]`.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```toml fixed
    [build-system]
    requires = ["setuptools>=61"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py fixed
    ```

    ```toml bad
    [tool.poetry]
    name = "demo"
    version = "1.0"
    ```
    ```toml good
    [build-system]
    requires = ["hatchling>=1.27"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"

    [tool.uv]
    package = false
    ```
    ```python src/demo/__init__.py good
    ```

    ```toml good
    [tool.poetry]
    name = "demo"
    package-mode = false
    ```

    ```toml good
    [project]
    name = "scripts-that-run-from-the-checkout"
    version = "1.0"
    ```
    ```python train.py good
    ```

    ```toml good
    [tool.ruff]
    line-length = 100
    ```
    """
    table = table_of(pyproject)
    if table is None or pyproject.has("build-system"):
        return
    if pyproject.get(bool, "tool", "pdm", "distribution") is False or pyproject.has(
        "tool", "uv", "workspace"
    ):
        return
    installs = any(pyproject.has("project", key) for key in _SCRIPTS)
    # With uv a project without a build system is one that runs from its checkout.
    runs_in_place = (tree.exists("uv.lock") or pyproject.has("tool", "uv")) and not layout.src
    if installs or table.route[0] == "tool" or ((layout.packages or layout.modules) and not runs_in_place):
        yield Finding("`[build-system]` is missing", table, _fix(pyproject, table))


def _fix(pyproject: Pyproject, table: Location) -> Fix | None:
    """Name what pip falls back to, setuptools: from 61 on it reads `[project]` (PEP 517, PEP 621)."""
    if table.route[0] == "tool":
        return None
    at = pyproject.at("build-system")
    return Fix(
        "Declare setuptools, pip's fallback",
        Set(at / "requires", ["setuptools>=61"]),
        Set(at / "build-backend", "setuptools.build_meta"),
    )
