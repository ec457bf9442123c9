from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def license_table_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The licence table must contain exactly one of `file` and `text`.

    Build backends reject a table with both or neither, and many reject other keys (PEP 621). Replace the
    table with an SPDX expression, and list the file in `license-files` (PEP 639).

    ```toml bad
    [project]
    name = "demo"
    license = { text = "MIT", file = "LICENSE" }
    ```
    ```text LICENSE bad
    Permission is granted.
    ```

    ```toml bad
    [project]
    name = "demo"
    license = { name = "MIT" }
    ```

    ```toml bad
    [project]
    name = "demo"
    license = { text = "MIT", url = "https://example.com" }
    ```
    ```toml good
    [project]
    name = "demo"
    license = { text = "MIT" }
    ```
    """
    table = pyproject.get(dict, "project", "license")
    if table is None:
        return
    at = pyproject.at("project", "license")
    if ("file" in table) == ("text" in table):
        both = "both `file` and `text`" if "file" in table else "neither `file` nor `text`"
        yield Finding(f"the licence table has {both}", at)
        return
    for key in table:
        if key not in ("file", "text"):
            yield Finding(f"`{key[:80]}` is not a key of a licence table", at / key)
