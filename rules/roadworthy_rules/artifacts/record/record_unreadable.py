from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def record_unreadable(wheel: Wheel) -> Iterator[Finding]:
    """`RECORD` cannot be read.

    It is a table of comma-separated values in UTF-8 (recording installed projects); without it nothing in the
    wheel can be verified or removed. PyPI refuses such a wheel. Build it again.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/RECORD" = "MZ\\u00FF" }
    ```

    ```wheel good
    ```
    """
    if wheel.dist_info.record_fault:
        yield Finding(wheel.dist_info.record_fault, wheel.at(f"{wheel.dist_info.directory}/RECORD"))
