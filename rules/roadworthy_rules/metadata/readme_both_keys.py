from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def readme_both_keys(pyproject: Pyproject) -> Iterator[Finding]:
    """The table `readme` has both `file` and `text`.

    The two exclude each other (PEP 621), and build backends refuse the project. Keep `file`.

    ```toml bad
    [project]
    name = "demo"
    readme = { file = "README.md", text = "Demo", content-type = "text/markdown" }
    ```
    ```toml good
    [project]
    name = "demo"
    readme = { file = "README.md", content-type = "text/markdown" }
    ```
    """
    if pyproject.has("project", "readme", "file") and pyproject.has("project", "readme", "text"):
        yield Finding("`readme` has both `file` and `text`", pyproject.at("project", "readme", "text"))
