from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule

_ACCEPTED = ("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5")


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_metadata_version_refused(metadata: CoreMetadata) -> Iterator[Finding]:
    """The metadata of a wheel or sdist is of a version that PyPI does not take.

    PyPI takes core metadata of the versions 1.0 to 1.2 and 2.1 to 2.5; a newer one waits until the index has
    learned it, and 2.0 was never a standard. Use an older version of the build backend, or a newer one.

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
        yield Finding(f"PyPI does not take `Metadata-Version: {version}`", metadata.at())
