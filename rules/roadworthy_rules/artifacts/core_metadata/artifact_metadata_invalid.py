from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_metadata_invalid(metadata: CoreMetadata) -> Iterator[Finding]:
    """The metadata of a wheel or sdist breaks its specification.

    Installers and indexes read `METADATA` and `PKG-INFO` (core metadata specification), skip what they cannot
    read, and refuse what must be right: PyPI refuses the upload. Mend the field in `pyproject.toml`, and
    build again with a current backend: some wrote fields before the version that brought them, such as
    `License-Expression` under 2.3, which PyPI took then, and does no longer.

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
