from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._shared import declared, editable


@rule(Severity.ERROR, since="0.1")
def summary_multiline(metadata: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The description has more than one line.

    `description` must be a single line (PEP 621; core metadata, Summary). Backends reject a newline, or write
    metadata that installers cannot parse. Keep one line, and move the rest to the readme.

    ```toml bad
    [project]
    name = "demo"
    description = "A model of churn\\nthat explains itself"
    ```
    ```toml fixed
    [project]
    name = "demo"
    description = "A model of churn that explains itself"
    ```
    ```toml good
    [project]
    name = "demo"
    description = "A model of churn that explains itself"
    ```
    """
    for at, text in declared(pyproject, "description", metadata):
        # Some backends strip what surrounds the text.
        if "\n" in text.strip() or "\r" in text.strip():
            one = " ".join(text.split())
            fix = Fix("Put it on one line", Set(at, one)) if editable(at) else None
            yield Finding("the description has more than one line", at, fix)
