from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, Severity, always_standard, rule


@rule(Severity.ERROR, since="0.1")
def module_shadows_standard_library(layout: Layout) -> Iterator[Finding]:
    """A module has the name of one of Python's own.

    Whoever starts Python beside it imports this one instead, and so does every library there: `json.py` ends
    as "partially initialized module", far from here. Once installed the other one wins, and this is never
    imported. Rename it. Modules inside of a package are free to have any name.

    ```python random.py bad
    def draw():
        return 4
    ```
    ```python src/logging/__init__.py bad
    ```
    ```python src/demo/__init__.py good
    ```
    ```python src/demo/random.py good
    def draw():
        return 4
    ```
    """
    for path in (*layout.packages, *layout.modules, *layout.scripts):
        name = path.rpartition("/")[2].removesuffix(".py")
        if name in always_standard():
            at = path if path.endswith(".py") else f"{path}/__init__.py"
            yield Finding(f"`{name}` hides the module of Python's standard library", Location(at))
