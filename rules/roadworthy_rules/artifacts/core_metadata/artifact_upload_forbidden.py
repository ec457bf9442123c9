from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule


@rule(Severity.NOTE, since="0.1", pypi=True)
def artifact_upload_forbidden(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has a classifier that prevents its upload to PyPI.

    PyPI rejects every upload with a classifier that starts with `Private ::`. Projects use it to prevent
    publication by mistake. Remove the classifier to publish the project, or set `target = "private"`.

    ```wheel bad
    metadata = { Classifier = "Private :: Do Not Upload" }
    ```

    ```wheel good
    metadata = { Classifier = "Typing :: Typed" }
    ```
    """
    for name in metadata.headers.get("classifier", ()):
        if name.startswith("Private ::"):
            yield Finding(f"PyPI rejects uploads with the classifier `{name}`", metadata.at())
