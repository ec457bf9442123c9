from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_standard_name, rule
from roadworthy_rules.metadata._shared import declared


@rule(Severity.ERROR, since="0.1", pypi=True)
def project_name_standard_library(pyproject: Pyproject) -> Iterator[Finding]:
    """The project has the name of a standard library module.

    PyPI rejects new projects with such a name, because users would think that they belong to Python. Choose
    another name. If the project is already on PyPI, ignore this rule with that reason.

    ```toml bad
    [project]
    name = "statistics"
    ```

    ```toml bad
    [project]
    name = "asyncore"
    ```
    ```toml good
    [project]
    name = "statistics-of-churn"
    ```

    ```toml good
    [project]
    name = "json"
    classifiers = ["Private :: Do Not Upload"]
    ```
    """
    for at, name in () if pyproject.is_private or not pyproject.is_package else declared(pyproject, "name"):
        if has_standard_name(name):
            yield Finding(f"`{name}` is the name of a standard library module", at)
