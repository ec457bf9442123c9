from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_summary_long(metadata: CoreMetadata) -> Iterator[Finding]:
    """The summary of a wheel or sdist is too long for PyPI.

    PyPI accepts at most 512 characters, on one line. Describe the project in one sentence, and move the rest
    to the README.

    ```wheel bad
    metadata.Summary = \"\"\"A demo that is described at more length than anybody ever reads it in a list. \\
    A demo that is described at more length than anybody ever reads it in a list. \\
    A demo that is described at more length than anybody ever reads it in a list. \\
    A demo that is described at more length than anybody ever reads it in a list. \\
    A demo that is described at more length than anybody ever reads it in a list. \\
    A demo that is described at more length than anybody ever reads it in a list. \\
    A demo that is described at more length than anybody ever reads it in a list. \"\"\"
    ```

    ```wheel good
    metadata = { Summary = "A demo" }
    ```
    """
    summary = metadata.first("summary")
    if len(summary) > 512:
        yield Finding(f"`Summary` has {len(summary)} characters, but PyPI accepts at most 512", metadata.at())
