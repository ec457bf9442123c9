from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.python._pythons import allowed, wanted


@rule(Severity.ERROR, since="0.1")
def requires_python_unsatisfiable(pyproject: Pyproject) -> Iterator[Finding]:
    """No Python version satisfies `requires-python`.

    Installers refuse the project on every Python, or silently install an older release. A comma means *and*,
    so all parts must hold at once. Correct the specifier.

    The rule also considers Python versions that are not released yet.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.11, <3.10"
    ```

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=311"
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.11, !=3.12.*, <4"
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = "==3.11.7"
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.16"
    ```
    """
    specifiers = wanted(pyproject)
    if specifiers is not None and not allowed(specifiers):
        text = pyproject.get(str, "project", "requires-python")
        yield Finding(f"no Python version satisfies `{text}`", pyproject.at("project", "requires-python"))
