from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def readme_table_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The readme table is incomplete or contradictory.

    Build backends reject it, and many reject other keys. Set `content-type` and exactly one of `file` and
    `text` (PEP 621).

    ```toml bad
    [project]
    name = "demo"
    readme = { text = "Demo", file = "README.md", content-type = "text/markdown" }
    ```
    ```markdown README.md bad
    # Demo
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { content-type = "text/markdown" }
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { text = "Demo" }
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { text = "Demo", content-type = "text/plain", title = "Demo" }
    ```
    ```toml good
    [project]
    name = "demo"
    readme = { text = "Demo", content-type = "text/plain" }
    ```
    """
    table = pyproject.get(dict, "project", "readme")
    if table is None:
        return
    at = pyproject.at("project", "readme")
    if "file" in table and "text" in table:
        yield Finding("`file` and `text` are both set", at / "text")
    elif "file" not in table and "text" not in table:
        yield Finding("neither `file` nor `text` is set", at)
    elif "content-type" not in table:
        yield Finding("`content-type` is missing", at)
    else:
        for key in table:
            # Some backends read a `charset`, which the first drafts of PEP 621 had.
            if key not in ("file", "text", "content-type", "charset"):
                yield Finding(f"`{key[:80]}` is not a key of a readme table", at / key)
