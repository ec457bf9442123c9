from collections.abc import Iterator

from roadworthy import Finding, Location, ModuleSummary, Pyproject, SetupFiles, Severity, Tree, rule

_ASIDE = frozenset("exclude include lib py_modules src where".split())


@rule(Severity.WARNING, since="0.1")
def tests_packaged(
    modules: tuple[ModuleSummary, ...], pyproject: Pyproject | None, setup_files: SetupFiles, tree: Tree
) -> Iterator[Finding]:
    """The tests would be installed as a package called `tests`.

    They end in `site-packages/tests`, where those of the next project overwrite them, and `import tests`
    means either. Leave them out where setuptools looks for packages:

        [tool.setuptools.packages.find]
        exclude = ["tests*"]

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
    """
    find = ("tool", "setuptools", "packages", "find")
    told = pyproject is not None and pyproject.has("tool", "setuptools", "packages")
    setup = next((module for module in modules if module.path == "setup.py"), None)
    if pyproject is not None and isinstance(pyproject.get(dict, *find), dict):
        roots = [root for _, root in pyproject.each(str, *find, "where")] or ["."]
        narrowed = pyproject.has(*find, "include") or pyproject.has(*find, "exclude")
        namespaces = pyproject.get(bool, *find, "namespaces") is not False
        if narrowed or not {".", ""}.intersection(roots):
            return
        at = pyproject.at(*find)
    elif pyproject is not None and (named := _named(pyproject)):
        at, namespaces = named, True
    elif setup_files.finds and not told:
        if setup_files.narrowed or setup_files.bases:
            return
        at, namespaces = Location("setup.cfg"), setup_files.finds == "find_namespace:"
    elif setup is not None and not told and "setup.cfg" not in tree.files:
        names = setup.mentioned
        namespaces = "find_namespace_packages" in names
        if not names & {"find_packages", "find_namespace_packages"} or names & _ASIDE:
            return
        at = Location("setup.py")
    else:
        return
    for name in ("tests", "test"):
        inside = any(path.startswith(f"{name}/") and path.endswith(".py") for path in tree.files)
        if f"{name}/__init__.py" in tree.files or (namespaces and inside):
            yield Finding(f"`{name}` would be installed as a package of that name", at)


def _named(pyproject: Pyproject) -> Location | None:
    """Return where Hatch or Poetry is told to put `tests` into the wheel."""
    hatch = ("tool", "hatch", "build", "targets", "wheel", "packages")
    for here, path in pyproject.each(str, *hatch):
        if path.strip("./") in ("test", "tests"):
            return here
    for here, table in pyproject.each(dict, "tool", "poetry", "packages"):
        if table.get("include") in ("test", "tests") and not table.keys() & {"format", "from", "to"}:
            return here
    return None
