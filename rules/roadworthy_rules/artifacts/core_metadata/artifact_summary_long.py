from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_summary_long(metadata: CoreMetadata) -> Iterator[Finding]:
    """The summary of a wheel or sdist is longer than PyPI takes.

    `Summary` is one line of at most 512 characters. Say what the project is in a sentence, and leave the rest
    to the description.

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
        yield Finding(f"`Summary` has {len(summary)} characters, and at most 512 are taken", metadata.at())
