from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import table_of


@rule(Severity.WARNING, since="0.1")
def requires_python_missing(declared: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The project does not say which Python versions it needs.

    Without `requires-python`, pip installs the newest release on any Python, however old, and users find
    out by a syntax error. Name the oldest version that you test.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```

    ```ini setup.cfg bad
    [metadata]
    name = demo
    ```
    ```ini setup.cfg good
    [metadata]
    name = demo
    [options]
    python_requires = >=3.11
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    requires-python = ">=3.11"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dynamic = ["requires-python"]
    ```
    """
    if declared.lacks("requires-python") and (named := declared.get(str, "name")):
        yield Finding("`requires-python` is missing", table_of(pyproject) or named[0])
