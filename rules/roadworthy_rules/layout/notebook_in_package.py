from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Layout, Location, NotebookSummary, Severity, rule

_FOR_READERS = frozenset("demo demos example examples template templates tutorial tutorials".split())


@rule(Severity.WARNING, since="0.1")
def notebook_in_package(
    notebook: NotebookSummary, layout: Layout, contents: DistributionContents | None
) -> Iterator[Finding]:
    """A notebook is inside the package.

    The notebook is installed with the package, including its stored outputs, and other code cannot import it.
    Move it to `notebooks/` beside the package, and move the code that production needs into a module. Put
    tutorials that should be installed in a directory named `tutorials` or `examples`.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    version = "1.0"
    ```
    ```python src/churn/__init__.py bad
    ```
    ```notebook src/churn/explore.ipynb bad
    cells = [{ source = "import churn" }]
    ```
    ```python src/churn/__init__.py good
    ```
    ```notebook notebooks/explore.ipynb good
    cells = [{ source = "import churn" }]
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python src/churn/__init__.py good
    ```
    ```notebook src/churn/explore.ipynb good
    cells = [{ source = "import churn" }]
    ```

    Where nothing is built, nothing is installed.

    ```python src/churn/__init__.py good
    ```
    ```notebook src/churn/explore.ipynb good
    cells = [{ source = "import churn" }]
    ```

    ```python src/churn/__init__.py good
    ```
    ```notebook src/churn/tutorials/start.ipynb good
    cells = [{ source = "import churn" }]
    ```
    """
    # A script is a module as well, and what exports leave is told of modules.
    if notebook.role != "source" or not layout.owns(notebook.path) or notebook.path.endswith(".py"):
        return
    # Where nothing is built, nothing is installed.
    if contents is None or (contents.wheel.is_certain and notebook.path not in contents.wheel.sources):
        return
    if not _FOR_READERS.intersection(notebook.path.split("/")[:-1]):
        package = max((p for p in layout.packages if notebook.path.startswith(f"{p}/")), key=len)
        yield Finding(f"the notebook is installed with the package `{package}`", Location(notebook.path))
