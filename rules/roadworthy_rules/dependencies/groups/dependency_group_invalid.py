from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def dependency_group_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """A dependency group holds something that is no requirement.

    A group is an array of requirements and of tables `{include-group = "name"}` with nothing else in them
    (PEP 735). Installers refuse a group with anything else.

    ```toml bad
    [dependency-groups]
    dev = ["pytest", { include = "lint" }, {}]
    lint = "ruff"
    ```
    ```toml good
    [dependency-groups]
    dev = ["pytest", { include-group = "lint" }]
    lint = ["ruff"]
    ```
    """
    for place, group in pyproject.each(object, "dependency-groups"):
        if not isinstance(group, list):
            yield Finding(f"the group `{place.route[-1]}` is not an array", place)
            continue
        for at, item in pyproject.each(object, *place.route):
            match item:
                case str():
                    continue
                case {"include-group": str(), **rest} if not rest:
                    continue
            yield Finding(f"the group `{place.route[-1]}` holds what is neither requirement nor include", at)
