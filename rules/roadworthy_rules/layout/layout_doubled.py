from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, Severity, Tree, rule


@rule(Severity.WARNING, since="0.1")
def layout_doubled(layout: Layout, tree: Tree) -> Iterator[Finding]:
    """The same package lies both below `src/` and at the root.

    Who starts Python at the root imports one of them, and who installs the project the other: a change in the
    one that is not imported does nothing, and nobody sees why. Remove one, most often that at the root.

    ```python src/churn/__init__.py bad
    ```
    ```python churn/__init__.py bad
    ```
    ```python src/churn/__init__.py good
    ```
    ```python tests/churn/__init__.py good
    ```
    """
    for path in tree.files:
        top, _, rest = path.partition("/")
        if rest == "__init__.py" and top != "src" and f"src/{path}" in tree.files:
            message = f"`{top}` lies both here and below `src/`"
            yield Finding(message, Location(path), related=(Location(f"src/{path}"),))
