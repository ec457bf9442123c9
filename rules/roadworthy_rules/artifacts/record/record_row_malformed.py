from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def record_row_malformed(wheel: Wheel) -> Iterator[Finding]:
    """A row of `RECORD` is not a path, a hash and a size.

    Tools that parse `RECORD` may fail on the row or skip the file. pip stops at a blank row with an
    exception, and PyPI answers the upload with a server error. Rebuild the wheel, or change it with `wheel
    unpack` and `wheel pack`.

    ```wheel bad
    record = { "demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0,more" }
    ```

    ```wheel bad
    record = { "" = "," }
    ```

    ```wheel good
    ```
    """
    here = wheel.at(f"{wheel.dist_info.directory}/RECORD")
    for row in wheel.dist_info.record:
        if row.columns != 3:
            yield Finding(f"line {row.line} has {row.columns} columns instead of 3", here)
        elif not row.path:
            yield Finding(f"line {row.line} has no path", here)
