from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule


@rule(Severity.WARNING, since="0.1")
def readme_type_unknown(pyproject: Pyproject) -> Iterator[Finding]:
    """The format of the readme is not clear from its name.

    Build backends recognize a readme by its suffix, `.md` or `.rst` (PEP 621), and stop or guess for any
    other. Rename the file, or write a table with `file` and `content-type`.

    ```toml bad
    [project]
    name = "demo"
    readme = "README"
    ```
    ```text README bad
    Demo
    ```
    ```toml good
    [project]
    name = "demo"
    readme = "README.MD"
    ```
    ```text README.MD good
    # Demo
    ```

    ```toml good
    [project]
    name = "demo"
    readme = { file = "README", content-type = "text/plain" }
    ```
    ```text README good
    Demo
    ```
    """
    path = pyproject.get(str, "project", "readme")
    if path is None or has_placeholder(path) or not path:
        return
    # setuptools, hatchling and uv take `.txt` for plain text, which the specification does not mention.
    if not path.lower().endswith((".md", ".rst", ".txt")):
        yield Finding(f"`{path}` does not end with `.md` or `.rst`", pyproject.at("project", "readme"))
