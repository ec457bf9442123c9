from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, always_standard, rule


@rule(Severity.WARNING, since="0.1")
def wheel_module_shadowed(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs a module that Python's own one hides.

    The standard library is searched first, so `import random` never finds what the wheel installs: most
    often it was meant to be inside of a package. Rename it, or move it there.

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
            yield Finding(f"`{path}` is hidden by `{name}` of the standard library", wheel.at(member))
