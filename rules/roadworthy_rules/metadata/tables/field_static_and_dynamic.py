from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.tables._types import ADDABLE, PROJECT


@rule(Severity.ERROR, since="0.1")
def field_static_and_dynamic(pyproject: Pyproject) -> Iterator[Finding]:
    """A field has a static value and is also declared dynamic.

    Build backends reject the project (PEP 621), because `dynamic` means that the backend supplies the value.
    Delete the value, or remove the field from `dynamic`.

    The rule ignores lists and tables such as `dependencies` and `scripts`, which a backend may extend (PEP
    808).

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
            yield Finding(f"`{field}` is set and also declared dynamic", here, related=(place,))
