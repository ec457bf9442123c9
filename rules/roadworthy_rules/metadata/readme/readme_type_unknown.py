from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule


@rule(Severity.WARNING, since="0.1")
def readme_type_unknown(pyproject: Pyproject) -> Iterator[Finding]:
    """The type of the readme cannot be told from its name.

    A readme given as a string is Markdown or reStructuredText by its suffix, `.md` or `.rst` (PEP 621);
    for any other, backends stop or guess. Rename it, or write the table with `file` and `content-type`.

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
        yield Finding(f"`{path}` ends neither with `.md` nor with `.rst`", pyproject.at("project", "readme"))
