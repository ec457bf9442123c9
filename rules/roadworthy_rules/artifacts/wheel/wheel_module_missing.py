from collections.abc import Iterator

from roadworthy import Finding, Layout, Pyproject, Severity, Tree, Wheel, rule
from roadworthy_rules.artifacts._shared import is_aside, is_comparable, source_files, subject


@rule(Severity.WARNING, since="0.1")
def wheel_module_missing(wheel: Wheel, layout: Layout, pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """A wheel lacks modules that are in the package's source.

    The import works in the checkout and fails for everyone who installs the wheel. The usual cause is a list
    of packages without the subpackages, or a directory without `__init__.py`. Correct the package settings of
    the build backend, and rebuild.

    The rule ignores tests, and wheels with native code. It stays silent if a `setup.py` or the settings of
    the build backend select the files of the wheel.

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
    if not is_comparable(wheel, pyproject, tree):
        return
    missing = []
    for inner in source_files(wheel, layout, tree):
        named = all(part.isidentifier() for part in inner.removesuffix(".py").split("/"))
        if inner.endswith(".py") and named and inner not in wheel.library and not is_aside(inner):
            missing.append(inner)
    if missing:
        yield Finding(f"{subject(missing, 'is', 'are')} in the source but not in the wheel", wheel.at())
