from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Severity, Tree, rule
from roadworthy_rules.layout._shared import backend_of

#: Build backends that have settings of their own for what goes into an sdist.
_OTHERS = frozenset("flit_core hatchling maturin mesonpy pdm poetry scikit_build_core uv_build whey".split())


@rule(Severity.NOTE, since="0.1")
def manifest_in_unused(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """The build backend does not read `MANIFEST.in`.

    Only setuptools reads this file, so edits to it do not change which files are packaged. Move its lines to
    the settings of your backend, such as `[tool.hatch.build.targets.sdist]`, and delete the file.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    ```
    ```text MANIFEST.in bad
    include README.md
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    ```
    ```text MANIFEST.in good
    include README.md
    ```
    """
    backend = backend_of(pyproject)
    if "MANIFEST.in" in tree.files and backend in _OTHERS:
        yield Finding(f"`{backend}` does not read `MANIFEST.in`", Location("MANIFEST.in"))
