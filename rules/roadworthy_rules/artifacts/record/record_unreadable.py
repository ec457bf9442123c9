from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def record_unreadable(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` cannot be parsed.

    `RECORD` must contain comma-separated values in UTF-8 (recording installed projects). Without it,
    installers cannot verify or remove the files of the wheel, and PyPI rejects it. Rebuild the wheel.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/RECORD" = "MZ\\u00FF" }
    ```

    ```wheel good
    ```
    """
    if wheel.dist_info.record_fault:
        yield Finding(wheel.dist_info.record_fault, wheel.at(f"{wheel.dist_info.directory}/RECORD"))
