from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, rule
from roadworthy_rules._classifiers import is_newer


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_classifier_refused(metadata: CoreMetadata) -> Iterator[Finding]:
    """A wheel or sdist has a classifier that PyPI rejects.

    PyPI accepts only classifiers from its list, and no deprecated ones. Correct the classifier in
    `pyproject.toml` and rebuild.

    ```wheel bad
    metadata = { Classifier = "Topic :: Demonstration" }
    ```

    ```sdist bad
    metadata = { Classifier = "Natural Language :: Ukranian" }
    ```

    ```wheel good
    metadata = { Classifier = "Typing :: Typed\\nProgramming Language :: Python :: 3.99" }
    ```

    ```wheel good
    metadata = { Classifier = "Private :: Do Not Upload" }
    ```
    """
    from trove_classifiers import classifiers as known
    from trove_classifiers import deprecated_classifiers as deprecated

    for name in dict.fromkeys(value.strip() for value in metadata.headers.get("classifier", ())):
        if name in deprecated:
            instead = ", ".join(f"`{new}`" for new in deprecated[name])
            message = f"`{name}` is deprecated" + (f", use {instead}" if instead else "")
            yield Finding(message, metadata.at())
        elif name not in known and not name.startswith("Private ::") and not is_newer(name):
            yield Finding(f"PyPI does not know the classifier `{name}`", metadata.at())
