from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_module_twice(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a module and a package with the same name.

    `import demo.model` finds the package `demo/model/`, never the module `demo/model.py`. One of them is
    usually left over from an older build. Delete `build/` and rebuild, or rename one of them.

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
            message = f"`{package}.py` is shadowed by `{package}/__init__.py`"
            yield Finding(message, wheel.at(member))
