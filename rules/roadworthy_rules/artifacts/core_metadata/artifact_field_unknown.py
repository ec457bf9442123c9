from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.WARNING, since="0.1")
def artifact_field_unknown(metadata: CoreMetadata) -> Iterator[Finding]:
    """The metadata of a wheel or sdist has an unknown field.

    The field is usually a typing error. Upload tools reject it or drop it (core metadata specification). Fix
    the tool or template that writes the metadata.

    ```wheel bad
    metadata = { Sumary = "A demo" }
    ```

    ```wheel good
    metadata = { Summary = "A demo" }
    ```
    """
    for name in metadata.unknown:
        yield Finding(f"`{name}` is not a core metadata field", metadata.at())
