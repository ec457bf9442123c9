from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_version_local(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has a local version, which PyPI refuses.

    What follows `+` marks a build that somebody made for themselves (PEP 440); an index for everybody takes
    none. Tag a release, or configure the version scheme to leave the local part out.

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
