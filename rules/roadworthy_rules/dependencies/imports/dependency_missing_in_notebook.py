from collections.abc import Iterator

from roadworthy import Finding, Profile, Severity, Uses, rule
from roadworthy_rules.dependencies.imports._imports import undeclared


@rule(Severity.WARNING, since="0.1")
def dependency_missing_in_notebook(uses: Uses, profile: Profile) -> Iterator[Finding]:
    """A notebook imports what nothing declares, not even for developers.

    The notebook fails with `ModuleNotFoundError` wherever the module happens not to be installed.
    Declare the distribution; if only notebooks need it, use a dependency group or your development
    requirements. `dependency-missing` explains which modules are checked and how to name the distribution
    that provides one. Notebooks of a library are examples, so they may import more than it declares.

    ```requirements bad
    pandas==2.2.3
    ```
    ```notebook bad
    cells = [{ source = "import pandas" }, { source = "import xgboost" }]
    ```
    ```requirements good
    pandas==2.2.3
    ```
    ```requirements requirements-dev.txt good
    xgboost==3.0.0
    ```
    ```notebook good
    cells = [{ source = "import pandas" }, { source = "import xgboost" }]
    ```

    ```requirements good
    pandas==2.2.3
    ```
    ```notebook tests/data/plots.ipynb good
    cells = [{ source = "import matplotlib" }]
    ```
    """
    if profile.name == "library":
        return
    for use in uses.each if uses.fully_declared else ():
        known = use.declared or use.locked or use.brought or use.certain
        if use.providers and use.notebooks and not known:
            yield Finding(undeclared(use), use.notebooks[0], None, use.notebooks[1:4])
