from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, has_standard_name, rule


@rule(Severity.WARNING, since="0.1")
def artifact_name_prohibited(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has the name of a standard library module.

    PyPI rejects new projects with such a name, because `import` finds the standard library module instead.
    Choose another name.

    Projects that existed before this restriction may keep their names.

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
        yield Finding(f"`{name}` is the name of a standard library module", metadata.at())
