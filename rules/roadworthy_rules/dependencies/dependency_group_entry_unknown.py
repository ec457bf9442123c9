from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def dependency_group_entry_unknown(pyproject: Pyproject) -> Iterator[Finding]:
    """A dependency group holds a table that does not include a group.

    The only table PEP 735 allows in a dependency group is `{ include-group = "NAME" }`, with no other key;
    installers refuse the group that holds any other. Write a requirement as a string.

    ```toml bad
    [dependency-groups]
    test = ["pytest", { group = "lint" }]
    lint = ["ruff"]
    ```
    ```toml good
    [dependency-groups]
    test = ["pytest", { include-group = "lint" }]
    lint = ["ruff"]
    ```
    """
    for name in pyproject.get(dict, "dependency-groups") or {}:
        for entry, table in pyproject.each(dict, "dependency-groups", name):
            if set(table) != {"include-group"}:
                keys = ", ".join(f"`{key[:40]}`" for key in table) or "nothing"
                yield Finding(f"a table of {keys} instead of `include-group`", entry)
