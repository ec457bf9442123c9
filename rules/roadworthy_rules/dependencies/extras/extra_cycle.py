from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Dependency, Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies._shared import reaches


@rule(Severity.WARNING, since="0.1")
def extra_cycle(dependencies: tuple[Dependency, ...], pyproject: Pyproject) -> Iterator[Finding]:
    """An extra includes itself, directly or through others.

    pip accepts it, but some build backends and resolvers reject it. Break the cycle: let one extra include
    the other, not both.

    ```toml bad
    [project]
    name = "demo"
    [project.optional-dependencies]
    plot = ["matplotlib", "demo[report]"]
    report = ["demo[plot]"]
    ```
    ```toml good
    [project]
    name = "demo"
    [project.optional-dependencies]
    plot = ["matplotlib"]
    report = ["demo[plot]"]
    ```
    """
    name = canonicalize_name(pyproject.get(str, "project", "name") or "")
    own = [
        each
        for each in dependencies
        if each.manager == "pyproject" and each.kind == "extra" and each.name == name
    ]
    edges: dict[str, set[str]] = {}
    for each in own:
        if each.requirement is not None:
            edges.setdefault(canonicalize_name(each.set), set()).update(
                map(canonicalize_name, each.requirement.extras)
            )
    for each in own:
        for extra in sorted(each.requirement.extras) if each.requirement else ():
            if reaches(edges, canonicalize_name(extra), canonicalize_name(each.set)):
                yield Finding(f"the extra `{each.set}` includes itself through `{extra}`", each.at)
