from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Location, ModuleSummary, Severity, Tree, rule


@rule(Severity.ERROR, since="0.1")
def import_of_src(
    module: ModuleSummary, tree: Tree, contents: DistributionContents | None
) -> Iterator[Finding]:
    """An import uses `src`, which is not a package.

    The import works only when Python runs from the project's root. Once the project is installed, the package
    is imported by its own name, and `src` does not exist. In tests the import loads a second copy of every
    module. Import the package by its name, and install the project with `pip install -e .`.

    ```python tests/test_model.py bad
    from src.demo.model import fit


    def test_fit():
        assert fit([1.0]) == 1.0
    ```
    ```python src/demo/model.py bad
    def fit(rows):
        return sum(rows)
    ```
    ```python tests/test_model.py good
    from demo.model import fit


    def test_fit():
        assert fit([1.0]) == 1.0
    ```
    ```python src/demo/model.py good
    def fit(rows):
        return sum(rows)
    ```

    ```python src/__init__.py good
    ```
    ```python src/model.py good
    from src import settings
    ```
    ```python src/settings.py good
    RATE = 0.1
    ```
    """
    found = {
        item.span: item
        for item in reversed(module.imports)
        if item.module.partition(".")[0] == "src" and not item.level and not item.guarded
    }
    # Last, for it may look at all files.
    if (
        not found
        or (contents is None and _is_namespace(tree))
        or "src/__init__.py" in tree.files
        or not any(path.startswith("src/") for path in tree.files)
    ):
        return
    for item in reversed(found.values()):
        yield Finding(
            f"`{item.module}` is imported, but `src` is not a package", Location(module.path, span=item.span)
        )


def _is_namespace(tree: Tree) -> bool:
    """Tell whether `src` holds modules of its own: run from the root, it is a namespace package."""
    return any(
        path.startswith("src/") and path.count("/") == 1 and path.endswith(".py") for path in tree.files
    )
