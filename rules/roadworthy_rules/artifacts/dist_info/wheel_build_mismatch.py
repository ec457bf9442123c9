from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.NOTE, since="0.1")
def wheel_build_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """The build tag of a wheel's filename is not the one in `WHEEL`.

    The binary distribution format has the build tag in both places; tools that look at what is installed see
    only the one in `WHEEL`. It comes of renaming a wheel: `wheel tags --build` changes both.

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
        message = f"the filename says build `{wheel.filename.build}`, and `WHEEL` says `{stated}`"
        yield Finding(message, wheel.at(f"{wheel.dist_info.directory}/WHEEL"))
