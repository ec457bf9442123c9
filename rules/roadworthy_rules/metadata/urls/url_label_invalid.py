from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Pyproject, Severity, has_placeholder, rule
from roadworthy_rules.metadata.urls._urls import labelled

_LONGEST = 32


@rule(Severity.ERROR, since="0.1", pypi=True)
def url_label_invalid(metadata: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The label of a project URL is empty or too long.

    PyPI rejects the upload: a label may have at most 32 characters (core metadata specification). Shorten it,
    or use a well-known label such as `Documentation`.

    ```toml bad
    [project.urls]
    "" = "https://example.com/"
    "The place where to report whatever is wrong" = "https://example.com/issues"
    ```
    ```toml good
    [project.urls]
    "Where to report what is wrong" = "https://example.com/issues"
    ```
    """
    for here, label, _ in labelled(pyproject, metadata):
        if not label.strip():
            yield Finding("the label of a URL is empty", here)
        elif len(label) > _LONGEST and not has_placeholder(label):
            message = f"the label `{label}` has {len(label)} characters, but at most {_LONGEST} are allowed"
            yield Finding(message, here)
