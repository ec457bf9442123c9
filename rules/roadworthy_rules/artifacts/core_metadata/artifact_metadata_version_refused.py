from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule

_ACCEPTED = ("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5")


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_metadata_version_refused(metadata: CoreMetadata) -> Iterator[Finding]:
    """PyPI does not accept the metadata version of a wheel or sdist.

    PyPI accepts core metadata versions 1.0 to 1.2 and 2.1 to 2.5. It accepts a newer version only after an
    update, and 2.0 was never a standard. Change the version of your build backend, and rebuild.

    ```wheel bad
    metadata = { Metadata-Version = "2.0" }
    ```

    ```wheel bad
    metadata = { Metadata-Version = "2.6" }
    ```

    ```sdist bad
    metadata = { Metadata-Version = "3" }
    ```

    ```wheel good
    ```

    ```wheel good
    metadata = { Metadata-Version = "2.1" }
    ```
    """
    version = metadata.first("metadata-version")
    if version and version not in _ACCEPTED:
        yield Finding(f"PyPI does not accept `Metadata-Version: {version}`", metadata.at())
