from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies._shared import colliding_names


@rule(Severity.ERROR, since="0.1")
def dependency_group_name_collides(pyproject: Pyproject) -> Iterator[Finding]:
    """Two dependency groups have the same normalized name.

    Tools compare names without regard to case and treat `-`, `_` and `.` alike, so they must reject the file
    (PEP 735). Merge the groups, or rename one.

    ```toml bad
    [dependency-groups]
    type-check = ["mypy"]
    Type_Check = ["pyright"]
    ```
    ```toml good
    [dependency-groups]
    type-check = ["mypy"]
    typecheck = ["pyright"]
    ```
    """
    yield from colliding_names(pyproject, "dependency-groups")
