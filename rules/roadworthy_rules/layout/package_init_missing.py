from collections.abc import Iterator

from roadworthy import Create, Finding, Fix, LeftOut, Location, Severity, rule


@rule(Severity.ERROR, since="0.1")
def package_init_missing(left_out: tuple[LeftOut, ...]) -> Iterator[Finding]:
    """`find_packages` does not find a directory of modules.

    `find_packages()` in `setup.py` finds only directories with an `__init__.py`. Imports of the others work
    in the checkout and fail with `ModuleNotFoundError` after installation. Add an empty `__init__.py`, or use
    `find_namespace_packages()`. The same applies to `find:` in `setup.cfg` and to `namespaces = false` in
    `pyproject.toml`.

    The rule reports only directories that a module of the package imports or that a command starts.

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
    reported = set()
    for module in left_out:
        if module.bare and module.used and module.directory not in reported:
            reported.add(module.directory)
            fix = Fix("Create the file", Create(f"{module.directory}/__init__.py", ""), safe=False)
            message = f"`{module.name}` is used but not installed: {module.why}"
            yield Finding(message, Location(module.path), fix, related=module.used[:5])
