from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies._shared import includes, reaches


@rule(Severity.ERROR, since="0.1")
def dependency_group_cycle(pyproject: Pyproject) -> Iterator[Finding]:
    """A dependency group includes itself, directly or through others.

    Tools must reject it (PEP 735). Move the shared requirements into a group that includes neither.

    ```toml bad
    [dependency-groups]
    dev = [{ include-group = "test" }]
    test = ["pytest", { include-group = "dev" }]
    ```
    ```toml good
    [dependency-groups]
    dev = [{ include-group = "test" }, { include-group = "lint" }]
    test = [{ include-group = "lint" }]
    lint = ["ruff"]
    ```
    """
    edges: dict[str, set[str]] = {}
    for _, group, included in includes(pyproject):
        edges.setdefault(canonicalize_name(group), set()).add(canonicalize_name(included))
    for at, group, included in includes(pyproject):
        if reaches(edges, canonicalize_name(included), canonicalize_name(group)):
            yield Finding(f"`{group}` includes itself through `{included}`", at)
