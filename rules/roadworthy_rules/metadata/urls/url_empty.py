from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.urls._urls import urls


@rule(Severity.ERROR, since="0.1")
def url_empty(pyproject: Pyproject) -> Iterator[Finding]:
    """A project URL is empty.

    The metadata then contains a label without a URL, which PyPI and other tools reject. Add the URL or delete
    the label.

    ```toml bad
    [project.urls]
    Homepage = ""
    ```

    ```toml bad
    [tool.poetry]
    name = "demo"
    homepage = " "
    ```
    ```toml good
    [project.urls]
    Homepage = "https://example.com/"
    ```
    """
    for here, label, url in urls(pyproject):
        if not url.strip():
            yield Finding(f"the URL of `{label}` is empty", here)
