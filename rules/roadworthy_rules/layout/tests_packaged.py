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
    configured = pyproject is not None and pyproject.has("tool", "setuptools", "packages")
    setup = next((module for module in modules if module.path == "setup.py"), None)
    swept = _swept(pyproject) if pyproject else None
    if swept is None and not configured:
        swept = _by_setup_files(setup_files, setup if "setup.cfg" not in tree.files else None)
    if swept is None:
        return
    at, namespaces = swept
    for name in ("tests", "test"):
        inside = any(path.startswith(f"{name}/") and path.endswith(".py") for path in tree.files)
        if f"{name}/__init__.py" in tree.files or (namespaces and inside):
            yield Finding(f"`{name}` would be installed as a package of that name", at)


def _swept(pyproject: Pyproject) -> tuple[Location, bool] | None:
    """Return where pyproject.toml lets in whatever lies at the root, and whether without `__init__.py`."""
    find = ("tool", "setuptools", "packages", "find")
    if pyproject.get(dict, *find) is None:
        named = _named(pyproject)
        return (named, True) if named else None
    roots = [root for _, root in pyproject.each(str, *find, "where")] or ["."]
    narrowed = pyproject.has(*find, "include") or pyproject.has(*find, "exclude")
    if narrowed or not {".", ""}.intersection(roots):
        return None
    return pyproject.at(*find), pyproject.get(bool, *find, "namespaces") is not False


def _by_setup_files(files: SetupFiles, setup: ModuleSummary | None) -> tuple[Location, bool] | None:
    """Return the same of setup.cfg, and of setup.py where there is no setup.cfg."""
    search = files.search
    if search.finds:
        if search.narrowed or search.bases:
            return None
        return Location("setup.cfg"), search.finds == "find_namespace:"
    names = setup.mentioned if setup else frozenset[str]()
    if not names & {"find_packages", "find_namespace_packages"} or names & _ASIDE:
        return None
    return Location("setup.py"), "find_namespace_packages" in names


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
