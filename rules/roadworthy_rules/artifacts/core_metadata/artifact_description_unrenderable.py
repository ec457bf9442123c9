from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Severity, Verdicts, rule
from roadworthy_rules._rendering import rendering_fault


@rule(Severity.ERROR, since="0.1", pypi=True)
def artifact_description_unrenderable(metadata: CoreMetadata, verdicts: Verdicts) -> Iterator[Finding]:
    """The description of a wheel or sdist cannot be rendered.

    PyPI rejects a reStructuredText description with any warning, and treats a description without a content
    type as reStructuredText. Fix the text, or set `content-type = "text/markdown"` if it is Markdown.

    ```wheel bad
    metadata = { Description = "A demo\\n====\\n" }
    ```

    ```sdist bad
    metadata = { Description = "See :unknown:`this`.\\n", Description-Content-Type = "text/x-rst" }
    ```

    ```wheel bad
    metadata = { Description = "Demo\\n====\\n\\n.. include:: secret.txt\\n" }
    ```

    ```wheel good
    metadata = { Description = "Demo\\n====\\n\\nA *demo*.\\n" }
    ```

    ```wheel good
    metadata = { Description = "A demo\\n====\\n", Description-Content-Type = "text/markdown" }
    ```

    ```wheel good
    ```
    """
    kind = metadata.first("description-content-type").partition(";")[0].strip().lower()
    if kind in ("", "text/x-rst") and metadata.description.strip():
        fault = rendering_fault(metadata.description, verdicts)
        if fault is not None:
            line, text = fault
            yield Finding(f"line {line}: {text}" if line else text, metadata.at())
