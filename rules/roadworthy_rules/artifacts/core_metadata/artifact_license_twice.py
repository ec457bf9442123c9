from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_license_twice(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has both `License` and `License-Expression`.

    The expression replaces the old field (PEP 639), and PyPI refuses an upload with both. Keep `license =
    "..."` in `[project]`, and build again with a newer build backend.

    ```wheel bad
    metadata = { License = "MIT licence", License-Expression = "MIT" }
    ```

    ```wheel good
    metadata = { License-Expression = "MIT" }
    ```

    ```wheel good
    metadata = { License = "MIT licence" }
    ```
    """
    if metadata.first("license") and metadata.first("license-expression"):
        yield Finding("there are both `License` and `License-Expression`", metadata.at())
