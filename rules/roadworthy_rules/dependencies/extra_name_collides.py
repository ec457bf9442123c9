from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy.core.names import normalised


@rule(Severity.ERROR, since="0.1")
def extra_name_collides(pyproject: Pyproject) -> Iterator[Finding]:
    """Two extras have the same name once it is normalised.

    Case, and whether `-`, `_` or `.` stands between words, makes no difference to a name.
    Build backends must refuse the project (specification of pyproject.toml). Merge the two, or rename one.

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
    first: dict[str, str] = {}
    for at, _ in pyproject.each(object, "project", "optional-dependencies"):
        name = str(at.route[-1])
        earlier = first.setdefault(normalised(name), name)
        if earlier != name:
            yield Finding(f"`{name}` and `{earlier}` are one name", at)
