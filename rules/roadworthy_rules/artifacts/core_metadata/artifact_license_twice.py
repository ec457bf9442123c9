from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_license_twice(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has both `License` and `License-Expression`.

    `License-Expression` replaces `License` (PEP 639), and PyPI rejects an upload with both. Keep
    `license = "..."` in `[project]`, and rebuild with a newer build backend.

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
        yield Finding("both `License` and `License-Expression` are set", metadata.at())
