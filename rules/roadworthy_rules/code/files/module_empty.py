from collections.abc import Iterator

from roadworthy import Finding, Location, Severity, Tree, and_more, role_of, rule

#: Modules that mean something by being there.
_MARKERS = frozenset("__init__.py __main__.py conftest.py models.py setup.py".split())
#: A file of so many bytes can hold a line break, and nothing else.
_EMPTY = 2


@rule(Severity.NOTE, since="0.2", handwritten=True)
def module_empty(tree: Tree) -> Iterator[Finding]:
    """A module is empty.

    Its name promises a step that is missing or was moved: readers look there for the code, and an import of
    it gives nothing. Delete the file, or move the code there that it is named for.

    The rule reports a project once. It ignores `__init__.py` and other files that count by being there.

    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/predict.py bad
    ```
    ```python src/demo/__init__.py good
    ```
    ```python src/demo/predict.py good
    def predict(rows):
        return rows
    ```
    """
    empty = [
        path
        for path in sorted(tree.files)
        if path.endswith(".py")
        and not tree.exceeds(path, _EMPTY)
        and path.rpartition("/")[2] not in _MARKERS
        and role_of(path) == "source"
    ]
    if empty:
        first, *others = (Location(path) for path in empty)
        verb = "are" if others else "is"
        yield Finding(f"{and_more(empty, 3)} {verb} empty", first, related=tuple(others[:10]))
