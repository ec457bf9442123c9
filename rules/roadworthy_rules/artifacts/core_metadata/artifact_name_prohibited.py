from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, has_standard_name, rule


@rule(Severity.WARNING, since="0.1")
def artifact_name_prohibited(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist bears the name of a module of the standard library.

    PyPI takes no new project of such a name, for `import` would find the standard library's module instead;
    projects that are older than the rule remain. Choose another name.

    ```wheel bad
    name = "asyncio"
    files = { "asyncio/__init__.py" = "" }
    ```

    ```sdist bad
    name = "tomllib"
    ```

    ```wheel good
    ```

    ```wheel good
    name = "asyncio-extra"
    ```
    """
    name = metadata.first("name")
    if has_standard_name(name):
        yield Finding(f"`{name}` is the name of a module of the standard library", metadata.at())
