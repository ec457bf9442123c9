from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Location, Severity, Tree, rule


@rule(Severity.WARNING, since="0.1")
def typed_marker_misplaced(contents: DistributionContents, tree: Tree) -> Iterator[Finding]:
    """`py.typed` is beside the package instead of inside it.

    Type checkers look for the marker inside the package, next to `__init__.py`. Without it they ignore your
    annotations, and every call of your package counts as untyped. Move the file into the package.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    def fit(rows: list[float]) -> float: ...
    ```
    ```text src/py.typed bad
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py good
    def fit(rows: list[float]) -> float: ...
    ```
    ```text src/demo/py.typed good
    ```
    """
    packages = [place for place in contents.tops.values() if f"{place}/__init__.py" in tree.files]
    for path in tree.files:
        directory, _, name = path.rpartition("/")
        if name != "py.typed" or contents.refusal:
            continue
        beside = [place for place in packages if place.rpartition("/")[0] == directory]
        unmarked = [place for place in beside if f"{place}/py.typed" not in tree.files]
        if beside and beside == unmarked and directory not in packages:
            yield Finding(f"`py.typed` is beside `{beside[0]}` instead of inside it", Location(path))
