from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_module_twice(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds a module and a package of one name.

    `import demo.model` finds the package `demo/model/`, and never the module `demo/model.py`. One of the two
    is what an older build left behind, or the other was to replace it: clean the build directory, or rename
    one.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/model.py" = "", "demo/model/__init__.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/model.py" = "", "demo/model/weights.bin" = "" }
    ```
    """
    names = wheel.library
    for path, member in names.items():
        package = path.removesuffix("/__init__.py")
        if package != path and f"{package}.py" in names:
            message = f"`{package}.py` is hidden by `{package}/__init__.py`"
            yield Finding(message, wheel.at(member))
