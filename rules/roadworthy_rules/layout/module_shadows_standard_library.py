from collections.abc import Iterator

from roadworthy import Finding, Layout, Location, Severity, always_standard, rule


@rule(Severity.ERROR, since="0.1")
def module_shadows_standard_library(layout: Layout) -> Iterator[Finding]:
    """A module has the same name as a module of the standard library.

    When Python runs from this directory, your program and its dependencies import this file instead: a local
    `json.py` ends in errors about a partially initialized module. Once installed, the standard library wins
    and the module is never imported. Rename the file.

    The rule ignores modules inside a package.

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
            yield Finding(f"`{name}` shadows the standard library module of that name", Location(at))
