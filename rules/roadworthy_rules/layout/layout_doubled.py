from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, Severity, Tree, rule


@rule(Severity.WARNING, since="0.1")
def layout_doubled(layout: Layout, tree: Tree) -> Iterator[Finding]:
    """The same package is both under `src/` and at the root.

    Python imports one copy when it runs from the root, and the build installs the other. Changes to the wrong
    copy have no effect. Delete one of them, usually the one at the root.

    ```python src/churn/__init__.py bad
    ```
    ```python churn/__init__.py bad
    ```
    ```python src/churn/__init__.py good
    ```
    ```python tests/churn/__init__.py good
    ```

    ```python src/__init__.py good
    ```
    ```python src/churn/__init__.py good
    ```
    ```python churn/__init__.py good
    ```
    """
    # As a package of its own, `src` holds another name.
    if "src/__init__.py" in tree.files:
        return
    for path in tree.files:
        top, _, rest = path.partition("/")
        if rest == "__init__.py" and top != "src" and f"src/{path}" in tree.files:
            message = f"`{top}` is both here and under `src/`"
            yield Finding(message, Location(path), related=(Location(f"src/{path}"),))
