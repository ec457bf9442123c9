from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def record_row_duplicate(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` lists a file twice.

    Each file has one row. Two that differ make verification depend on which is read, and two that are alike
    tell of a file that was copied into the wheel twice. Build it again.

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
