from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def record_self_missing(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` does not list itself.

    `RECORD` must have a row for every file, including itself without hash and size (recording installed
    projects). Otherwise uninstalling leaves it behind. Rebuild the wheel.

    ```wheel bad
    record = { "demo-1.0.dist-info/RECORD" = "" }
    ```

    ```wheel good
    ```
    """
    listing = f"{wheel.dist_info.directory}/RECORD"
    if (
        wheel.dist_info.record
        and not wheel.dist_info.record_fault
        and listing not in {row.path.replace("\\", "/") for row in wheel.dist_info.record}
    ):
        yield Finding(f"`{listing}` is not listed", wheel.at(listing))
