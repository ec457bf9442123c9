from collections.abc import Iterator

from roadworthy import Finding, Severity, WheelCode, rule


@rule(Severity.WARNING, since="0.1")
def wheel_resource_missing(code: WheelCode) -> Iterator[Finding]:
    """A module in a wheel reads a file of its package that the wheel does not contain.

    The code works in the checkout and fails after installation, because build backends include data files
    only when configured. Declare the file as package data.

    The rule checks literal names in calls of `importlib.resources` and `pkgutil.get_data` outside error
    handling.

    ```wheel bad
    [files]
    "demo/__init__.py" = "from importlib.resources import files\\nX = files('demo') / 'data' / 'x.json'\\n"
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "import pkgutil\\nX = pkgutil.get_data(__package__, 'x.json')\\n" }
    ```

    ```wheel good
    [files]
    "demo/data/x.json" = "{}"
    "demo/__init__.py" = '''
    from importlib.resources import files
    X = files("demo").joinpath("data", "x.json"), files("other") / "y.json", files("demo") / name
    try:
        Y = files("demo") / "optional.json"
    except OSError:
        Y = None
    '''
    ```
    """
    names = code.wheel.library
    if not any(module.resources for module in code.modules):
        return
    directories = {
        "/".join(parts[:end]) for parts in (path.split("/") for path in names) for end in range(1, len(parts))
    }
    for module in code.modules:
        for resource in module.resources:
            package = resource.package.replace(".", "/")
            path = f"{package}/{resource.path}".replace("//", "/").rstrip("/")
            known = f"{package}/__init__.py" in names and ".." not in path
            if known and path not in names and path not in directories:
                message = (
                    f"`{module.member}` reads `{path}` in line {resource.line}, which is not in the wheel"
                )
                yield Finding(message, code.wheel.at(module.member))
