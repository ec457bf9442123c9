from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies._shared import includes


@rule(Severity.ERROR, since="0.1")
def dependency_group_unknown_include(pyproject: Pyproject) -> Iterator[Finding]:
    """A dependency group includes a group that does not exist.

    Tools refuse to install the group (PEP 735). Correct the name, or define the group. Tools compare
    normalized names.

    ```toml bad
    [dependency-groups]
    dev = ["pytest", { include-group = "lint" }]
    ```
    ```toml good
    [dependency-groups]
    dev = [{ include-group = "Type_Check" }]
    type-check = ["mypy"]
    ```
    """
    known = {canonicalize_name(str(at.route[-1])) for at, _ in pyproject.each(object, "dependency-groups")}
    for at, _, included in includes(pyproject):
        if canonicalize_name(included) not in known:
            yield Finding(f"the group `{included}` does not exist", at)
