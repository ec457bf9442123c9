from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Remove, Set, Severity, nearest, rule, url_labels
from roadworthy_rules.metadata.urls._urls import labelled, normal_label


@rule(Severity.NOTE, since="0.1")
def url_label_misspelled(pyproject: Pyproject) -> Iterator[Finding]:
    """The label of a project URL is a misspelling of a well-known one.

    PyPI recognizes labels by exact name, so `Documentaton` gets no icon. Correct the spelling; case, spaces
    and punctuation do not matter. The PyPA specification of well-known project URLs has the list.

    ```toml bad
    [project.urls]
    Homepage = "https://example.com/"
    Respository = "https://example.com/source"
    ```
    ```toml fixed
    [project.urls]
    Homepage = "https://example.com/"
    Repository = "https://example.com/source"
    ```
    ```toml good
    [project.urls]
    "home page" = "https://example.com/"
    Bug-Tracker = "https://example.com/issues"
    Chat = "https://example.com/chat"
    ```
    """
    known = url_labels()
    for here, label, url in labelled(pyproject):
        name = normal_label(label)
        if name in known or not 5 <= len(name) <= 32:
            continue
        near = nearest(name, known, 0.85)
        if near is None or near[0] != name[0]:
            continue
        intended = known[near]
        new = pyproject.at(*here.route[:-1], intended)
        fix = None
        if not pyproject.has(*new.route):
            fix = Fix(f"Call it `{intended}`", Remove(here), Set(new, url))
        yield Finding(f"`{label}` is not a well-known label, but `{intended}` is", here, fix)
