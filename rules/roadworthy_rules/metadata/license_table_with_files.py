from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def license_table_with_files(pyproject: Pyproject) -> Iterator[Finding]:
    """`license-files` stands beside a table `license`.

    Whoever uses `license-files` must state `license` as an SPDX expression (PEP 639), and build backends
    refuse the mixture. Write the expression as a string.

    ```toml bad
    [project]
    name = "demo"
    license = { text = "MIT" }
    license-files = ["LICENSE"]
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    license-files = ["LICENSE"]
    ```
    """
    if pyproject.get(dict, "project", "license") is not None and pyproject.has("project", "license-files"):
        yield Finding("`license` is a table beside `license-files`", pyproject.at("project", "license"))
