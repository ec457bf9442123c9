from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.WARNING, since="0.1")
def artifact_field_unknown(metadata: CoreMetadata) -> Iterator[Finding]:
    """The metadata of a wheel or sdist has a field that no specification knows.

    Tools that upload refuse it or drop it, for it is a typing error more often than not (core metadata
    specification). Mend what writes it.

    ```wheel bad
    metadata = { Sumary = "A demo" }
    ```

    ```wheel good
    metadata = { Summary = "A demo" }
    ```
    """
    for name in metadata.unknown:
        yield Finding(f"there is no field `{name}`", metadata.at())
