from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules._names import is_name


@rule(Severity.ERROR, since="0.1")
def dependency_group_name_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The name of a dependency group is invalid.

    Tools reject the name, or cannot accept it on the command line. Rename the group: use ASCII letters
    and digits, with `-`, `_` and `.` between them, as in project names (PEP 735).

    ```toml bad
    [dependency-groups]
    "type check" = ["mypy"]
    ```
    ```toml good
    [dependency-groups]
    type-check = ["mypy"]
    ```
    """
    for name in pyproject.get(dict, "dependency-groups") or {}:
        if not is_name(name) and not has_placeholder(name):
            yield Finding(f"`{name[:80]}` is not a valid name", pyproject.at("dependency-groups", name))
