from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def record_size_invalid(wheel: Wheel) -> Iterator[Finding]:
    """A size in `RECORD` is not a number.

    The size must be the number of bytes of the file, and tools that parse `RECORD` fail on other values.
    Rebuild the wheel, or change it with `wheel unpack` and `wheel pack`.

    ```wheel bad
    record = { "demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,none" }
    ```

    ```wheel good
    ```
    """
    for row in wheel.dist_info.record:
        if row.size and not (row.size.isascii() and row.size.isdigit()):
            message = f"`{row.path}` has the size `{row.size}`"
            yield Finding(message, wheel.at(f"{wheel.dist_info.directory}/RECORD"))
