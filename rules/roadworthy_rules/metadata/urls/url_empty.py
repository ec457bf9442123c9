from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.urls._urls import urls


@rule(Severity.ERROR, since="0.1")
def url_empty(pyproject: Pyproject) -> Iterator[Finding]:
    """A project URL is empty.

    The metadata gets a label without an address, which PyPI and other readers refuse. Fill it in or remove
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
