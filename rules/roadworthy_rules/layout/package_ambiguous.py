from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Severity, Tree, rule
from roadworthy_rules._names import named


@rule(Severity.ERROR, since="0.1")
def package_ambiguous(contents: DistributionContents, tree: Tree) -> Iterator[Finding]:
    """The build backend finds several packages and refuses to choose.

    setuptools treats every directory at the root as a package, including those with data or notebooks, and
    stops the build: "Multiple top-level packages discovered in a flat-layout". Move the package under `src/`,
    or list it:

        [tool.setuptools.packages.find]
        include = ["churn*"]

    Flit and Poetry stop when the project's name matches both a directory and a module.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    ```
    ```python churn/__init__.py bad
    ```
    ```notebook notebooks/explore.ipynb bad
    cells = [{ source = "import churn" }]
    ```

    ```toml bad
    [build-system]
    requires = ["flit_core"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "churn"
    ```
    ```python churn/__init__.py bad
    ```
    ```python churn.py bad
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
    ```python churn/__init__.py good
    ```
    ```python tests/test_churn.py good
    ```

    Without a build system, the rule ignores projects that list what they need and that nothing builds.

    ```toml good
    [project]
    name = "churn"
    ```
    ```toml uv.lock good
    version = 1
    ```
    ```python app/__init__.py good
    ```
    ```text models/model.txt good
    ```
    """
    refusal = contents.refusal
    if refusal is None or refusal.kind != "ambiguous" or refusal.at is None:
        return
    if contents.backend == "setuptools":
        if not any(f"{name}/__init__.py" in tree.files for name in refusal.names):
            return
        yield Finding(f"{refusal.message}: {named(refusal.names, 4)}", refusal.at)
    else:
        yield Finding(f"{refusal.message} {' and '.join(f'`{name}`' for name in refusal.names)}", refusal.at)
