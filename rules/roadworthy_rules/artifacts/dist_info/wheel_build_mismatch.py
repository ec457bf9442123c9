from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.NOTE, since="0.1")
def wheel_build_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """The build tag in a wheel's filename differs from the one in `WHEEL`.

    Tools that inspect installed distributions see only the tag in `WHEEL` (binary distribution format). This
    happens when a wheel is renamed. Use `wheel tags --build`, which changes both.

    ```wheel dist/demo-1.0-2-py3-none-any.whl bad
    tag = "1-py3-none-any"
    ```

    ```wheel dist/demo-1.0-2-py3-none-any.whl bad
    ```

    ```wheel good
    ```

    ```wheel good
    tag = "1-py3-none-any"
    ```
    """
    stated = "".join(wheel.dist_info.wheel.get("build", ())[:1]).strip()
    if wheel.dist_info.wheel and wheel.filename.tags and stated != wheel.filename.build:
        message = f"the filename has build `{wheel.filename.build}`, but `WHEEL` has `{stated}`"
        yield Finding(message, wheel.at(f"{wheel.dist_info.directory}/WHEEL"))
