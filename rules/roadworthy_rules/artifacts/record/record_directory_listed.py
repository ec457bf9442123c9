from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.WARNING, since="0.1")
def record_directory_listed(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` lists a directory.

    `RECORD` may list only files, and PyPI treats such a row as a missing file. Rebuild the wheel with a newer
    build backend.

    ```wheel bad
    files = { "demo/" = "", "demo/__init__.py" = "" }
    record = { "demo/" = "," }
    ```

    ```wheel good
    ```
    """
    directories = {member.name.rstrip("/") for member in wheel.contents.members if member.directory}
    for row in wheel.dist_info.record:
        path = row.path.replace("\\", "/")
        if path.endswith("/") or path in directories:
            yield Finding(f"`{row.path}` is a directory", wheel.at(f"{wheel.dist_info.directory}/RECORD"))
