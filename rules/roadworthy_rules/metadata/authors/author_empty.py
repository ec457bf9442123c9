from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import people


@rule(Severity.ERROR, since="0.1")
def author_empty(pyproject: Pyproject) -> Iterator[Finding]:
    """An author or maintainer has neither a name nor an email address.

    Each entry needs a `name`, an `email`, or both (pyproject.toml specification), and build backends reject
    an empty one. Complete the entry or delete it.

    ```toml bad
    [project]
    authors = [{ name = "Ada Lovelace" }, {}]
    ```
    ```toml good
    [project]
    authors = [{ name = "Ada Lovelace" }, { email = "ada@example.com" }]
    ```
    """
    for table, person, keys in people(pyproject):
        # Any other key is a fault of its own, and often the name misspelt.
        if not keys:
            yield Finding(f"an entry of `{table}` is empty", person)
