from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def license_files_with_table(pyproject: Pyproject) -> Iterator[Finding]:
    """`license-files` stands beside a licence table.

    The table is the old form, `license-files` belongs to the new one: tools must refuse a project that has
    both (PEP 639). Make `license` an SPDX expression.

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
            "`license-files` stands beside a licence table", pyproject.at("project", "license-files")
        )
