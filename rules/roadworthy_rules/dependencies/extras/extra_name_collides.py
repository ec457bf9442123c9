from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies._shared import colliding_names


@rule(Severity.ERROR, since="0.1")
def extra_name_collides(pyproject: Pyproject) -> Iterator[Finding]:
    """Two extras have the same normalized name.

    Tools compare names without regard to case and treat `-`, `_` and `.` alike, so build backends must reject
    the project (pyproject.toml specification). Merge the extras, or rename one.

    ```toml bad
    [project.optional-dependencies]
    type-check = ["mypy"]
    Type_Check = ["pyright"]
    ```
    ```toml good
    [project.optional-dependencies]
    type-check = ["mypy"]
    typecheck = ["pyright"]
    ```
    """
    yield from colliding_names(pyproject, "project", "optional-dependencies")
