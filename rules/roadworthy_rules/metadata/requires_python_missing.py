from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.WARNING, since="0.1")
def requires_python_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """The project does not say which Python versions it needs.

    Without `requires-python`, pip installs the newest release on any Python, however old, and users find
    out by a syntax error. Name the oldest version that you test.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
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
    if not pyproject.has("project") or pyproject.has("project", "requires-python"):
        return
    if "requires-python" not in (pyproject.get(list, "project", "dynamic") or ()):
        yield Finding("`requires-python` is missing", pyproject.at("project"))
