from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, Wheel, rule
from roadworthy_rules.artifacts._shared import has_version


@rule(Severity.WARNING, since="0.1")
def wheel_typed_marker_not_shipped(
    wheel: Wheel, layout: Layout, pyproject: Pyproject, tree: Tree
) -> Iterator[Finding]:
    """The source has a `py.typed`, but the wheel does not.

    Type checkers ignore the types of the installed package (PEP 561), although they use them in the checkout.
    Declare the marker as package data; with setuptools, in `[tool.setuptools.package-data]`.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```text src/demo/py.typed bad
    ```
    ```wheel bad
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py good
    ```
    ```text src/demo/py.typed good
    ```
    ```wheel good
    files = { "demo/__init__.py" = "", "demo/py.typed" = "" }
    ```
    """
    if not has_version(wheel.filename.version, pyproject):
        return
    names = {member.name for member in wheel.contents.members}
    for package in layout.packages:
        top = package.rpartition("/")[2]
        stubs = any(name.startswith(f"{top}/") and name.endswith(".pyi") for name in names)
        if f"{package}/py.typed" not in tree.files or f"{top}/py.typed" in names or stubs:
            continue
        if f"{top}/__init__.py" in names:
            yield Finding(f"`{package}/py.typed` is not in the wheel", wheel.at())
