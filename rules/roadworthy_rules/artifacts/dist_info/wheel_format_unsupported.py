from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_format_unsupported(wheel: Wheel) -> Iterator[Finding]:
    """`WHEEL` names a version of the wheel format that installers do not know.

    An installer has to refuse a wheel whose `Wheel-Version` has a greater major version than it knows, and a
    wheel without one is not valid (binary distribution format). The version in use is 1.0.

    ```wheel bad
    wheel = { Wheel-Version = "2.0" }
    ```

    ```wheel bad
    wheel = { Wheel-Version = "" }
    ```

    ```wheel good
    ```
    """
    if not wheel.wheel_headers:
        return
    here = wheel.at(f"{wheel.dist_info}/WHEEL")
    values = wheel.wheel_headers.get("wheel-version", ())
    if not values:
        yield Finding("there is no `Wheel-Version`", here)
    for value in values:
        if value.strip().partition(".")[0] != "1":
            yield Finding(f"`Wheel-Version` is `{value.strip()}` instead of 1.0", here)
