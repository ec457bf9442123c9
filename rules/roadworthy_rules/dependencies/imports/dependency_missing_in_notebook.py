from collections.abc import Iterator

from roadworthy import Finding, Profile, Severity, Uses, rule
from roadworthy_rules.dependencies.imports._imports import undeclared


@rule(Severity.WARNING, since="0.1")
def dependency_missing_in_notebook(uses: Uses, profile: Profile) -> Iterator[Finding]:
    """A notebook imports a module that no declared dependency provides.

    The notebook fails with `ModuleNotFoundError` wherever the module is not installed by chance. Declare the
    distribution; if only notebooks need it, use a dependency group or your development requirements.

    `dependency-missing` explains which modules are checked and how to declare the distribution that provides
    one. The rule ignores notebooks of a library, because they are examples.

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
