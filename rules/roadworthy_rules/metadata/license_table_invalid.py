from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def license_table_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The licence table does not hold exactly one of `file` and `text`.

    PEP 621 asks for one of the two; build backends refuse both, and neither. Better still, make `license` an
    SPDX expression and name the file in `license-files` (PEP 639).

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
    ```toml good
    [project]
    name = "demo"
    license = { text = "MIT" }
    ```
    """
    table = pyproject.get(dict, "project", "license")
    if table is not None and ("file" in table) == ("text" in table):
        both = "both `file` and `text`" if "file" in table else "neither `file` nor `text`"
        yield Finding(f"the licence table has {both}", pyproject.at("project", "license"))
