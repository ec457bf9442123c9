from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def dependency_group_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """A dependency group contains an invalid item.

    Installers reject the group. It must be an array of requirements and of tables `{include-group = "name"}`
    without other keys (PEP 735). Correct the item.

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
            yield Finding(
                f"an item of the group `{place.route[-1]}` is neither a requirement nor an include",
                at,
            )
