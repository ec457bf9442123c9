from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.tables._types import ADDABLE, PROJECT


@rule(Severity.ERROR, since="0.1")
def field_static_and_dynamic(pyproject: Pyproject) -> Iterator[Finding]:
    """A field has a value and is declared dynamic as well.

    `dynamic` says that the build backend supplies the value, so that a value here contradicts it, and build
    backends refuse the project (PEP 621). Keep one of the two. Lists and tables such as `dependencies` and
    `scripts` may be both since PEP 808: the backend adds to them.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    dynamic = ["version", "readme"]
    readme = "README.md"
    ```
    ```toml good
    [project]
    name = "demo"
    dynamic = ["version"]
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dynamic = ["dependencies"]
    dependencies = ["requests"]
    ```
    """
    for here, field in pyproject.each(str, "project", "dynamic"):
        if field == "name" or field not in PROJECT or field in ADDABLE or field == "dynamic":
            continue
        if pyproject.has("project", field):
            place = pyproject.at("project", field)
            yield Finding(f"`{field}` is set, and declared dynamic as well", here, related=(place,))
