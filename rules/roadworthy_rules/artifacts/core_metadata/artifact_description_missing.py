from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.WARNING, since="0.1")
def artifact_description_missing(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has no description.

    The project's page on PyPI stays empty, and visitors cannot learn what the project does or how to use it.
    Set `project.readme`, and check that the file is included in the sdist.

    ```wheel bad
    metadata = { Description = "" }
    ```

    ```sdist bad
    metadata = { Description = "UNKNOWN\\n" }
    ```

    ```wheel good
    metadata = { Description = "Predicts which customers will leave.\\n" }
    ```
    """
    if metadata.description.strip() in ("", "UNKNOWN"):
        yield Finding("the description is empty", metadata.at())
