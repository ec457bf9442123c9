from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def record_hash_missing(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` has no hash or no size for a file.

    Without a hash, installers cannot detect that the file was changed. Every file except `RECORD` and its
    signatures needs a hash and a size (binary distribution format). Rebuild the wheel.

    ```wheel bad
    record = { "demo/__init__.py" = ",0" }
    ```

    ```wheel bad
    record = { "demo/__init__.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU," }
    ```

    ```wheel good
    ```

    ```wheel good
    files = { "demo/" = "", "demo/__init__.py" = "" }
    record = { "demo/" = "," }
    ```
    """
    listing = f"{wheel.dist_info.directory}/RECORD"
    files = {member.name for member in wheel.contents.members if not member.directory}
    for row in wheel.dist_info.record:
        path = row.path.replace("\\", "/")
        if row.columns == 3 and path in files and not path.startswith(listing):
            if not row.hash:
                yield Finding(f"`{path}` has no hash", wheel.at(listing))
            if not row.size:
                yield Finding(f"`{path}` has no size", wheel.at(listing))
