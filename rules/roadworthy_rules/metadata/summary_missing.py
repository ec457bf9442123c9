from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import is_dynamic, table_of

#: What generators of projects write for somebody to replace.
_PLACEHOLDERS = {"", "add your description here", "add a short description here"}


@rule(Severity.WARNING, since="0.1")
def summary_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """The project has no summary.

    The summary is what people see in search results, in `pip show` and at the top of the project's page. Say
    in `description`, in one line, what the project is for.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml bad
    [project]
    name = "demo"
    description = "Add your description here"
    ```

    ```toml bad
    [tool.poetry]
    name = "demo"
    description = ""
    ```
    ```toml good
    [project]
    name = "demo"
    description = "Predicts which customers will leave"
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["description", "version"]
    ```

    ```toml good
    [tool.poetry]
    name = "demo"
    package-mode = false
    ```
    """
    table = table_of(pyproject)
    if table is None or is_dynamic(pyproject, "description"):
        return
    texts = [pyproject.get(str, *parent, "description") for parent in (("project",), ("tool", "poetry"))]
    given = [text for text in texts if text is not None]
    if not given:
        yield Finding("`description` is missing", table)
    elif all(text.strip().rstrip(".").lower() in _PLACEHOLDERS for text in given):
        said = f"only says `{given[0].strip()}`" if given[0].strip() else "is empty"
        yield Finding(f"`description` {said}", table / "description")
