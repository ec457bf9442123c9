from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, Wheel, rule
from roadworthy_rules.artifacts._shared import has_version, is_aside, is_chosen, shown


@rule(Severity.WARNING, since="0.1")
def wheel_module_missing(wheel: Wheel, layout: Layout, pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A wheel lacks modules of the package that is in the source.

    The import works in the checkout, and fails for everybody who installs. The usual cause is a list of
    packages that names no subpackages, or a directory without `__init__.py`. Tests may be left out, and so
    may what the build backend is told to exclude; wheels with native code are not judged.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/core/run.py bad
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
    ```python src/demo/tests/test_run.py good
    ```
    ```wheel good
    ```
    """
    if wheel.binaries or not has_version(wheel.version, pyproject) or is_chosen(pyproject, tree):
        return
    names = {member.name for member in wheel.members}
    missing = []
    for package in layout.packages:
        base = package[: -len(package.rpartition("/")[2])]
        if f"{package.removeprefix(base)}/__init__.py" not in names:
            continue
        for path in sorted(tree.files):
            inner = path.removeprefix(base)
            if not path.startswith(f"{package}/") or not path.endswith(".py") or inner in names:
                continue
            parts = inner.removesuffix(".py").split("/")
            if all(part.isidentifier() for part in parts) and not is_aside(inner):
                missing.append(inner)
    if missing:
        yield Finding(f"{shown(missing)} is in the source, but not in the wheel", wheel.at())
