from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def license_files_with_table(pyproject: Pyproject) -> Iterator[Finding]:
    """`license-files` is combined with a licence table.

    Tools must reject a project with both: the table is the old form, and `license-files` belongs to the new
    one (PEP 639). Replace the table with an SPDX expression, such as `license = "MIT"`.

    ```toml bad
    [project]
    name = "demo"
    license = { text = "MIT" }
    license-files = ["LICENSE"]
    ```
    ```text LICENSE bad
    Permission is granted.
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    license-files = ["LICENSE"]
    ```
    ```text LICENSE good
    Permission is granted.
    ```
    """
    if pyproject.get(dict, "project", "license") is not None and pyproject.has("project", "license-files"):
        yield Finding(
            "`license-files` is combined with a licence table", pyproject.at("project", "license-files")
        )
