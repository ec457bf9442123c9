from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import is_dynamic


@rule(Severity.ERROR, since="0.1")
def version_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """The project has no version.

    Build backends reject a `[project]` table that neither sets `version` nor lists it in `dynamic` (PEP 621).
    Set `version = "0.1.0"`, or add `dynamic = ["version"]` and configure your build backend to find it.

    ```toml bad
    [project]
    name = "demo"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["version"]
    ```

    ```toml good
    [tool.poetry]
    package-mode = false

    [project]
    name = "demo"
    ```
    """
    if pyproject.get(bool, "tool", "poetry", "package-mode") is False or is_dynamic(pyproject, "version"):
        return
    # Poetry takes the version from its own table where `[project]` has none.
    inherited = pyproject.has("tool", "poetry", "version")
    given = pyproject.has("project", "version") or inherited
    if pyproject.get(dict, "project") is not None and not given:
        yield Finding("`version` is missing and not declared dynamic", pyproject.at("project"))
