from collections.abc import Iterator

from roadworthy import Create, Finding, Fix, Layout, Location, ModuleSummary, Severity, rule


@rule(Severity.ERROR, since="0.1")
def package_init_missing(layout: Layout, modules: tuple[ModuleSummary, ...]) -> Iterator[Finding]:
    """A directory of modules is left out of what `find_packages` finds.

    `find_packages()` in `setup.py` takes only directories with an `__init__.py`. The imports work in the
    checkout, and fail with `ModuleNotFoundError` wherever the project is installed. Add an empty
    `__init__.py`, or use `find_namespace_packages()`.

    ```python setup.py bad
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages())
    ```
    ```python demo/__init__.py bad
    ```
    ```python demo/train.py bad
    from demo.features.encode import encode
    ```
    ```python demo/features/encode.py bad
    def encode(rows):
        return rows
    ```
    ```python setup.py fixed
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages())
    ```
    ```python demo/__init__.py fixed
    ```
    ```python demo/train.py fixed
    from demo.features.encode import encode
    ```
    ```python demo/features/__init__.py fixed
    ```
    ```python demo/features/encode.py fixed
    def encode(rows):
        return rows
    ```
    ```python setup.py good
    from setuptools import find_namespace_packages, setup

    setup(name="demo", packages=find_namespace_packages(include=["demo.*"]))
    ```
    ```python demo/__init__.py good
    ```
    ```python demo/train.py good
    from demo.features.encode import encode
    ```
    ```python demo/features/encode.py good
    def encode(rows):
        return rows
    ```

    ```python setup.py good
    from setuptools import find_packages, setup

    setup(name="demo", packages=find_packages())
    ```
    ```python demo/__init__.py good
    ```
    ```python demo/scripts/clean.py good
    print("nobody imports this")
    ```
    """
    setup = next((module for module in modules if module.path == "setup.py"), None)
    if setup is None or not _finds(setup):
        return
    paths = {module.path for module in modules}
    imported = {
        name
        for module in modules
        if layout.owns(module.path)
        for item in module.imports
        if item.level == 0 and not item.guarded
        for name in (item.module, f"{item.module}.{item.name}")
    }
    reported = set()
    for path in sorted(path for path in paths if layout.owns(path)):
        directory = path.rpartition("/")[0]
        within = layout.owns(f"{directory}/") and f"{directory.rpartition('/')[0]}/__init__.py" in paths
        if f"{directory}/__init__.py" in paths or directory in reported or not within:
            continue
        if layout.module_name(path) in imported:
            reported.add(directory)
            name = layout.module_name(f"{directory}/__init__.py")
            fix = Fix("Create the file", Create(f"{directory}/__init__.py", ""), safe=False)
            yield Finding(f"`{name}` is imported, but `find_packages` leaves it out", Location(path), fix)


def _finds(setup: ModuleSummary) -> bool:
    names = setup.names.union(*(definition.names for definition in setup.definitions))
    return "find_packages" in names and "find_namespace_packages" not in names
