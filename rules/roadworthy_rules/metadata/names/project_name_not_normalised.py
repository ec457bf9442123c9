from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._shared import declared


@rule(Severity.NOTE, since="0.1", default=False)
def project_name_not_normalised(pyproject: Pyproject) -> Iterator[Finding]:
    """The project's name is not normalized.

    Indexes and installers compare names in lower case, with one hyphen for each run of `-`, `_` and `.` (PEP
    503). A name spelled the same way everywhere is easy to search for. Write the normalized name.

    The rule is off by default because many projects use another spelling on purpose.

    ```toml bad
    [project]
    name = "Churn_Model"
    ```
    ```toml fixed
    [project]
    name = "churn-model"
    ```
    ```toml good
    [project]
    name = "churn-model"
    ```
    """
    from packaging.utils import InvalidName, canonicalize_name

    for at, name in declared(pyproject, "name"):
        try:
            normal = canonicalize_name(name, validate=True)
        except InvalidName:
            continue
        if normal != name:
            yield Finding(
                f"`{name}` is `{normal}` when normalized", at, Fix(f"Write `{normal}`", Set(at, normal))
            )
