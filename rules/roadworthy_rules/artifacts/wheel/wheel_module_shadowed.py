from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, always_standard, rule


@rule(Severity.WARNING, since="0.1")
def wheel_module_shadowed(wheel: Wheel) -> Iterator[Finding]:
    """The standard library shadows a module that a wheel installs.

    Python searches the standard library first, so `import random` never finds the module from the wheel.
    Rename the module, or move it into your package.

    ```wheel bad
    files = { "demo/__init__.py" = "", "random.py" = "" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "logging/__init__.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/random.py" = "" }
    ```
    """
    for path, member in wheel.library.items():
        name = path.removesuffix(".py").removesuffix("/__init__")
        if name in always_standard() and path.endswith(".py"):
            yield Finding(f"`{path}` is shadowed by `{name}` of the standard library", wheel.at(member))
