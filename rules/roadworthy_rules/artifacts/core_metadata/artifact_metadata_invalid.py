from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_metadata_invalid(metadata: CoreMetadata) -> Iterator[Finding]:
    """The metadata of a wheel or sdist violates its specification.

    Installers skip fields of `METADATA` or `PKG-INFO` that they cannot read, and PyPI rejects the upload.
    Correct the field in `pyproject.toml`, and rebuild with a current build backend. Some older versions wrote
    fields before the metadata version that defines them, such as `License-Expression` in metadata 2.3.

    ```wheel bad
    metadata = { Requires-Dist = "requests >> 2" }
    ```

    ```wheel bad
    metadata = { Requires-Python = "3.8 or newer", License-Expression = "MIT or so" }
    ```

    ```wheel bad
    metadata = { Metadata-Version = "2.2", License-Expression = "MIT" }
    ```

    ```wheel bad
    metadata = { Provides-Dist = "demo extra" }
    ```

    ```sdist bad
    metadata = { Description-Content-Type = "text/html" }
    ```

    ```wheel good
    ```

    ```sdist good
    ```

    ```wheel good
    metadata = { Metadata-Version = "2.1", License-File = "LICENSE" }
    ```
    """
    for fault in metadata.faults:
        # Of the version there is a rule of its own, unless there is none at all.
        if fault.about != "metadata-version" or not metadata.first("metadata-version"):
            field = f"`{fault.about.title()}`: " if fault.about else ""
            yield Finding(f"{field}{fault.message}", metadata.at())
