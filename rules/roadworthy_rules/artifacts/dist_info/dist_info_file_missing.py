from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def dist_info_file_missing(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's `.dist-info` directory lacks a required file.

    `METADATA` describes the distribution, `WHEEL` the archive, and `RECORD` lists the files (binary
    distribution format). Installers and PyPI refuse a wheel without any of them. Rebuild the wheel.

    ```wheel bad
    omit = ["demo-1.0.dist-info/METADATA"]
    ```

    ```wheel bad
    omit = ["demo-1.0.dist-info/WHEEL"]
    ```

    ```wheel bad
    omit = ["demo-1.0.dist-info/RECORD"]
    ```

    ```wheel good
    ```
    """
    names = {member.name for member in wheel.contents.members if member.kind == "file"}
    for name in ("METADATA", "WHEEL", "RECORD") if wheel.dist_info.directory else ():
        path = f"{wheel.dist_info.directory}/{name}"
        if path not in names:
            yield Finding(f"`{path}` is missing", wheel.at(wheel.dist_info.directory or ""))
