from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._shared import declared


@rule(Severity.ERROR, since="0.1")
def summary_multiline(pyproject: Pyproject) -> Iterator[Finding]:
    """The description has several lines.

    `description` is a summary on one line (PEP 621; core metadata, Summary): backends refuse a newline in it,
    or write metadata that installers cannot read. Put it on one line, and the rest into the readme.

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
    for at, text in declared(pyproject, "description"):
        # Some backends strip what surrounds the text.
        if "\n" in text.strip() or "\r" in text.strip():
            one = " ".join(text.split())
            yield Finding(
                "the description has more than one line", at, Fix("Put it on one line", Set(at, one))
            )
