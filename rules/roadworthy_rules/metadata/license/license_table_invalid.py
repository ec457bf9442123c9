from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def license_table_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The licence table does not hold exactly one of `file` and `text`, and nothing else.

    PEP 621 asks for one of the two; build backends refuse both, and neither, and many refuse any other key.
    Better still, make `license` an SPDX expression and name the file in `license-files` (PEP 639).

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
            yield Finding(f"`{key[:80]}` is no key of a licence table", at / key)
