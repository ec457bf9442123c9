from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def record_row_duplicate(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` lists a file twice.

    Each file must have one row. If the two rows differ, verification depends on which one the installer
    reads. If they are equal, the file was probably added to the wheel twice. Rebuild the wheel.

    ```wheel bad
    record = { "demo\\\\__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0" }
    ```

    ```wheel good
    ```
    """
    seen: set[str] = set()
    for row in wheel.dist_info.record:
        path = row.path.replace("\\", "/")
        if path in seen and path:
            message = f"line {row.line} lists `{path}` again"
            yield Finding(message, wheel.at(f"{wheel.dist_info.directory}/RECORD"))
        seen.add(path)
