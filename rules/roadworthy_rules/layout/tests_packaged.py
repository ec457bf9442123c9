from collections.abc import Iterator

from roadworthy import (
    Command,
    DistributionContents,
    Finding,
    Location,
    ModuleSummary,
    Pyproject,
    Severity,
    Tree,
    rule,
)
from roadworthy_rules.layout._shared import packaged_aside


@rule(Severity.WARNING, since="0.1")
def tests_packaged(
    contents: DistributionContents,
    commands: tuple[Command, ...],
    modules: tuple[ModuleSummary, ...],
    pyproject: Pyproject | None,
    tree: Tree,
) -> Iterator[Finding]:
    """Tests, benchmarks or examples are installed as top-level packages.

    They end up in `site-packages/tests`, where two projects overwrite each other's files and `import tests`
    may find the wrong ones. Exclude them from package discovery:

        [tool.setuptools.packages.find]
        exclude = ["tests*"]

    The rule ignores tests inside your package, and packages whose modules are commands of the project or
    which its other packages import.

    ```python setup.py bad
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages())
    ```
    ```python demo/__init__.py bad
    ```
    ```python tests/__init__.py bad
    ```

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"

    [tool.setuptools.packages.find]
    where = ["."]
    ```
    ```python demo/__init__.py bad
    ```
    ```python tests/test_demo.py bad
    ```

    ```text setup.cfg bad
    [metadata]
    name = demo

    [options]
    packages = find:
    ```
    ```python demo/__init__.py bad
    ```
    ```python tests/__init__.py bad
    ```

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"

    [tool.hatch.build.targets.wheel]
    packages = ["demo", "tests"]
    ```
    ```python demo/__init__.py bad
    ```
    ```python tests/test_demo.py bad
    ```
    ```python setup.py good
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages())
    ```
    ```python demo/__init__.py good
    from dev.training import fit
    ```
    ```python dev/__init__.py good
    ```
    ```python dev/training.py good
    def fit(rows):
        return rows
    ```
    ```python setup.py good
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages(exclude=["tests*"]))
    ```
    ```python demo/__init__.py good
    ```
    ```python tests/__init__.py good
    ```

    ```text setup.cfg good
    [options]
    packages = find:

    [options.packages.find]
    exclude = tests*
    ```
    ```python demo/__init__.py good
    ```
    ```python tests/__init__.py good
    ```

    ```toml good
    [tool.poetry]
    name = "demo"
    packages = [{ include = "demo" }, { include = "tests", format = "sdist" }]
    ```
    ```python demo/__init__.py good
    ```
    ```python tests/test_demo.py good
    ```

    ```python setup.py good
    from setuptools import setup

    setup(
        name="demo",
        packages=["demo", "tests"],
        entry_points={"console_scripts": ["demo-check=tests.check:main"]},
    )
    ```
    ```python demo/__init__.py good
    ```
    ```python tests/__init__.py good
    ```
    ```python tests/check.py good
    def main():
        print("checked")
    ```
    """
    # uv installs no project without a build system, and no one else does where it is run from its sources.
    if pyproject is not None and not pyproject.has("build-system") and "uv.lock" in tree.files:
        return
    at = _place(pyproject, contents, tree)
    for name in packaged_aside(contents, commands, modules):
        yield Finding(f"`{name}` is installed as a top-level package", _named(pyproject, name) or at)


def _place(pyproject: Pyproject | None, contents: DistributionContents, tree: Tree) -> Location:
    """Return where the backend is told which packages to take."""
    if pyproject is not None:
        for route in (("packages", "find"), ("packages",)):
            if contents.backend == "setuptools" and pyproject.has("tool", "setuptools", *route):
                return pyproject.at("tool", "setuptools", *route)
    found = [path for path in ("setup.cfg", "setup.py") if path in tree.files]
    if contents.backend == "setuptools" and found:
        said = [path for path in found if b"packages" in tree.read(path)]
        return Location((said or found)[0])
    return pyproject.at() if pyproject is not None else Location("setup.py")


def _named(pyproject: Pyproject | None, name: str) -> Location | None:
    """Return where Hatch or Poetry is told to take a package."""
    if pyproject is None:
        return None
    for here, path in pyproject.each(str, "tool", "hatch", "build", "targets", "wheel", "packages"):
        if path.strip("./") == name:
            return here
    for here, table in pyproject.each(dict, "tool", "poetry", "packages"):
        if table.get("include") == name:
            return here
    return None
