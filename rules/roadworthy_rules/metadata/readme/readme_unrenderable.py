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
    Verdicts,
    rule,
)
from roadworthy_rules._rendering import rendering_fault
from roadworthy_rules.metadata.readme._readme import described_in


@rule(Severity.ERROR, since="0.1", pypi=True)
def readme_unrenderable(
    metadata: DeclaredMetadata, pyproject: Pyproject | None, tree: Tree, verdicts: Verdicts
) -> Iterator[Finding]:
    """PyPI cannot render the readme.

    PyPI rejects a reStructuredText description with any warning. It supports the directives and roles of
    docutils, but not those of Sphinx, such as `.. toctree::`, `.. automodule::`, `:doc:`, `:ref:` and
    `:py:class:`. Write links as URLs, and move the rest to the documentation.

    The rule ignores private projects, and readmes that `setup.py` computes.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    readme = "README.rst"
    ```
    ```text README.rst bad
    Demo
    ====

    See :doc:`usage`.
    ```

    ```text setup.cfg bad
    [metadata]
    name = demo
    version = 1.0
    long_description = file: README.rst
    ```
    ```text README.rst bad
    Demo
    ====

    .. toctree::

       usage
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    readme = "README.rst"
    ```
    ```text README.rst good
    Demo
    ====

    See the `guide <https://demo.example.org/guide>`_.

    .. code-block:: python

       import demo
    ```
    """
    private = pyproject is not None and (pyproject.is_private or not pyproject.is_package)
    path = described_in(metadata, pyproject, tree)
    if private or not path.lower().endswith(".rst") or path not in tree.files:
        return
    try:
        fault = rendering_fault(tree.text(path), verdicts)
    except Unreadable:
        return
    if fault is not None:
        line, text = max(fault[0], 1), fault[1].rstrip(".")
        yield Finding(f"PyPI cannot render it: {text}", Location(path, span=Span(line, 1, line, 2)))
