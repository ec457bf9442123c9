from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_purelib_invalid(wheel: Wheel) -> Iterator[Finding]:
    """`WHEEL` does not say whether the wheel is pure.

    `Root-Is-Purelib` decides where files are installed, and has to be `true` or `false` (binary distribution
    format). Build the wheel again with a newer build backend.

    ```wheel bad
    wheel = { Root-Is-Purelib = "" }
    ```

    ```wheel bad
    wheel = { Root-Is-Purelib = "yes" }
    ```

    ```wheel good
    ```

    ```wheel good
    wheel = { Root-Is-Purelib = "True" }
    ```
    """
    if not wheel.wheel_headers:
        return
    here = wheel.at(f"{wheel.dist_info}/WHEEL")
    values = wheel.wheel_headers.get("root-is-purelib", ())
    if not values:
        yield Finding("there is no `Root-Is-Purelib`", here)
    for value in values:
        if value.strip().lower() not in ("true", "false"):
            yield Finding(f"`Root-Is-Purelib` is `{value.strip()}`, neither true nor false", here)
