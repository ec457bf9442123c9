from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_top_level_init(wheel: Wheel) -> Iterator[Finding]:
    """A wheel installs an `__init__.py` directly into `site-packages`.

    No import reaches the file, and the next such wheel overwrites it. The build backend treats the root of
    the project as a package. Configure the directory of your package instead.

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
        yield Finding("`__init__.py` is installed directly into `site-packages`", wheel.at(member))
