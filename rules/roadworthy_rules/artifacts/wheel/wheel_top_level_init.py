from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_top_level_init(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs an `__init__.py` beside all packages.

    It makes a package of the directory that all packages are installed in, no import reaches it, and the next
    wheel of this kind overwrites it. The build backend was told that the root of the project is a package:
    name the package's own directory.

    ```wheel bad
    files = { "demo/__init__.py" = "", "__init__.py" = "" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-1.0.data/purelib/__init__.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo-1.0.data/scripts/__init__.py" = "" }
    ```
    """
    member = wheel.library.get("__init__.py")
    if member:
        yield Finding("`__init__.py` is installed beside all packages", wheel.at(member))
