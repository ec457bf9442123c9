from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import is_dynamic


@rule(Severity.ERROR, since="0.1")
def project_name_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """The project has no name.

    Build backends reject a `[project]` table without `name`, which may not be dynamic (PEP 621). Set `name`
    to the name used for installation.

    ```toml bad
    [project]
    version = "1.0"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml good
    [tool.poetry]
    package-mode = false

    [project]
    requires-python = ">=3.11"
    ```
    """
    if pyproject.get(bool, "tool", "poetry", "package-mode") is False:
        return
    if pyproject.get(dict, "project") is None or is_dynamic(pyproject, "name"):
        return  # That a name is dynamic is another rule's business.
    # Poetry takes the name from its own table where `[project]` has none.
    if not pyproject.has("project", "name") and not pyproject.has("tool", "poetry", "name"):
        yield Finding("`name` is missing", pyproject.at("project"))
