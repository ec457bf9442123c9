from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules.metadata._shared import people


@rule(Severity.WARNING, since="0.1")
def author_name_comma(pyproject: Pyproject) -> Iterator[Finding]:
    """The name of an author or maintainer contains a comma.

    The metadata joins all names with commas, so this name would be read as two, and the pyproject.toml
    specification forbids it. Create one entry per person.

    ```toml bad
    [project]
    authors = [{ name = "Ada Lovelace, Charles Babbage" }]
    ```
    ```toml good
    [project]
    authors = [{ name = "Ada Lovelace" }, { name = "Charles Babbage" }]
    ```
    """
    for _, person, _ in people(pyproject):
        name = pyproject.get(str, *person.route, "name")
        if name is not None and "," in name and not has_placeholder(name):
            yield Finding(f"`{name[:80]}` contains a comma", person / "name")
