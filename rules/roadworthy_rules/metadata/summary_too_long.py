from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import declared

#: What PyPI takes (its form's limit, as of 2026-08).
_LIMIT = 512


@rule(Severity.ERROR, since="0.1", pypi=True)
def summary_too_long(pyproject: Pyproject) -> Iterator[Finding]:
    """The description is too long to be a summary.

    `description` is one line (core metadata, Summary), and PyPI refuses more than 512 characters. What is
    longer belongs into the readme.

    ```toml bad
    [project]
    name = "demo"
    description = "A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody. A model of churn that explains itself to everybody."
    ```
    ```toml good
    [project]
    name = "demo"
    description = "A model of churn that explains itself"
    ```
    """  # noqa: E501
    for at, text in declared(pyproject, "description"):
        if len(text) > _LIMIT:
            yield Finding(f"the description has {len(text)} characters, more than {_LIMIT}", at)
