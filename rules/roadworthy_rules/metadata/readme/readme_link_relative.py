import re
from collections.abc import Iterator

from roadworthy import (
    DeclaredMetadata,
    Finding,
    Location,
    Pyproject,
    Severity,
    Span,
    Tree,
    Unreadable,
    and_more,
    has_placeholder,
    rule,
)
from roadworthy_rules.metadata.readme._readme import described_in

#: Embedded targets (`text <path>`_) and explicit ones (.. _name: path).
_RST = re.compile(r"<(?P<inner>[^<>\s`]{1,300})>`_|^\.\. _[^:\n]{1,200}: (?P<outer>\S+)$", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|.*_$|[^/\n]*@", re.IGNORECASE)


@rule(Severity.NOTE, since="0.1")
def readme_link_relative(
    metadata: DeclaredMetadata, pyproject: Pyproject | None, tree: Tree
) -> Iterator[Finding]:
    """The readme has a relative link to a file, which is broken on PyPI.

    PyPI does not have the files of your repository, so `docs/guide.rst` becomes a URL on pypi.org that does
    not exist. Use the complete URL of the file in the repository, or of the documentation.

    The rule checks readmes in reStructuredText.

    ```toml bad
    [project]
    name = "demo"
    readme = "README.rst"
    ```
    ```text README.rst bad
    Demo
    ====

    See the `guide <docs/guide.rst>`_.
    ```
    ```toml good
    [project]
    name = "demo"
    readme = "README.rst"
    ```
    ```text README.rst good
    Demo
    ====

    See the `guide <https://demo.example.org/guide>`_, the guide_ and `what follows <Usage_>`_.

    .. _guide: https://demo.example.org/guide
    ```
    """
    private = pyproject is not None and (pyproject.is_private or not pyproject.is_package)
    path = described_in(metadata, pyproject, tree)
    if private or not path.lower().endswith(".rst") or path not in tree.files:
        return
    try:
        text = tree.text(path)
    except Unreadable:
        return
    found = []
    for match in _RST.finditer(text):
        target = match["inner"] or match["outer"]
        if not _ELSEWHERE.match(target) and not has_placeholder(target):
            found.append((match.start() + match[0].index(target), target))
    if found:
        line = text.count("\n", 0, found[0][0]) + 1
        targets = and_more([target for _, target in found])
        verb = "is a relative path" if len(found) == 1 else "are relative paths"
        yield Finding(f"{targets} {verb}", Location(path, span=Span(line, 1, line, 2)))
