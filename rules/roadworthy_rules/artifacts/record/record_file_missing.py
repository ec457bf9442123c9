from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, agreeing, and_more, rule
from roadworthy_rules.artifacts._shared import plain_path


@rule(Severity.ERROR, since="0.1")
def record_file_missing(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` and the wheel contain different files.

    Uninstalling leaves behind files that `RECORD` does not list, and listed files that do not exist make an
    installation look damaged. PyPI warns the owners of such wheels by email and plans to reject them. Rebuild
    the wheel, or change it with `wheel unpack` and `wheel pack`.

    ```wheel bad
    record = { "demo/__init__.py" = "" }
    ```

    ```wheel bad
    record = { "demo/gone.py" = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0" }
    ```

    ```wheel good
    ```

    ```wheel good
    files = { "demo/" = "", "demo/__init__.py" = "", "demo-1.0.dist-info/RECORD.jws" = "{}" }
    record = { "demo-1.0.dist-info/RECORD.jws" = "", "demo" = "," }
    ```
    """
    listing = f"{wheel.dist_info.directory}/RECORD"
    names = {member.name.replace("\\", "/") for member in wheel.contents.members}
    if listing not in names or wheel.dist_info.record_fault:
        return
    rows = {
        plain
        for row in wheel.dist_info.record
        if row.path
        if (plain := plain_path(row.path.replace("\\", "/")))
    }
    exempt = {listing, f"{listing}.jws", f"{listing}.p7s"}
    unlisted = sorted(name for name in names - rows - exempt if not name.endswith("/"))
    if unlisted:
        yield Finding(f"`RECORD` does not list {and_more(unlisted)}", wheel.at(unlisted[0]))
    gone = sorted(row for row in rows - names - exempt if not row.endswith("/") and f"{row}/" not in names)
    if gone:
        yield Finding(
            f"`RECORD` lists {and_more(gone)}, which {agreeing(len(gone), 'is', 'are')} not in the wheel",
            wheel.at(listing),
        )
