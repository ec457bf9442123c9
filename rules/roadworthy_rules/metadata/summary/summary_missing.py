from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import described_at

#: What generators of projects write for someone to replace.
_PLACEHOLDERS = {"", "add your description here", "add a short description here"}


@rule(Severity.WARNING, since="0.1")
def summary_missing(declared: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The project has no summary.

    Users see the summary in search results, in `pip show` and at the top of the project's page. Set
    `description` to one line that says what the project is for.

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

    ```ini setup.cfg bad
    [metadata]
    name = demo
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
    place = described_at(declared, pyproject)
    if place is None:
        return
    if declared.lacks("description"):
        yield Finding("`description` is missing", place)
    for at, text in declared.each(str, "description"):
        if text.strip().rstrip(".").lower() in _PLACEHOLDERS:
            state = f"only says `{text.strip()}`" if text.strip() else "is empty"
            yield Finding(f"`description` {state}", at)
