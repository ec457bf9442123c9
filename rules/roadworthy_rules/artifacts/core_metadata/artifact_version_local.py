from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_version_local(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has a local version, which PyPI rejects.

    The part after `+` marks a private build (PEP 440), and PyPI accepts only public versions. Tag a release,
    or configure the version scheme to omit the local part.

    ```wheel bad
    version = "1.0+cu128"
    ```

    ```sdist bad
    version = "1.0+g1234567"
    ```

    ```wheel good
    version = "1.0.post1"
    ```
    """
    version = metadata.first("version")
    if "+" in version:
        yield Finding(f"`{version}` is a local version", metadata.at())
