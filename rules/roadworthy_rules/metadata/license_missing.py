from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import classifiers, is_dynamic, table_of

_KEYS = ("license", "license-files", "classifiers")


@rule(Severity.WARNING, since="0.1")
def license_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """The project states no licence.

    Without one nobody may use, change or pass on the code, and the tools by which companies clear their
    dependencies refuse it. Put an SPDX expression into `license`, and the text into a file that
    `license-files` names. What must never be published says so by a classifier that starts with `Private ::`.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml bad
    [tool.poetry]
    name = "demo"
    version = "1.0"
    ```
    ```toml good
    [project]
    name = "demo"
    license = "MIT"
    license-files = ["LICENSE"]
    ```

    ```toml good
    [project]
    name = "demo"
    license = { file = "LICENSE" }
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["License :: OSI Approved :: MIT License"]
    ```

    ```toml good
    [project]
    name = "demo"
    classifiers = ["Private :: Do Not Upload"]
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["license"]
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    ```
    """
    table = table_of(pyproject)
    if table is None or is_dynamic(pyproject, *_KEYS):
        return
    if any(pyproject.has(*parent, key) for parent in (("project",), ("tool", "poetry")) for key in _KEYS[:2]):
        return
    if not any(text.startswith(("License ::", "Private ::")) for _, text in classifiers(pyproject)):
        yield Finding("no licence is stated", table)
