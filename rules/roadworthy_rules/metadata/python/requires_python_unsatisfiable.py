from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.python._pythons import allowed, wanted


@rule(Severity.ERROR, since="0.1")
def requires_python_unsatisfiable(pyproject: Pyproject) -> Iterator[Finding]:
    """No Python fulfils `requires-python`.

    Installers refuse the project on every Python there is, or pass over the release in silence and install an
    older one. A `,` means *and*: all parts must hold at once. Releases of Python that may still come count as
    Pythons, too.

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
        yield Finding(f"no Python fulfils `{text}`", pyproject.at("project", "requires-python"))
