from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: PyPI's numbers: only what is larger than this is judged, and how many times its archive it may fill.
_SIZE = 64 * 1024 * 1024
_RATIO = 50


@rule(Severity.ERROR, since="0.1", pypi=True)
def compression_ratio_excessive(wheel: Wheel) -> Iterator[Finding]:
    """A wheel expands so much that PyPI rejects it as a zip bomb.

    PyPI rejects archives that expand to more than 64 MiB and to more than 50 times their size. Store large,
    repetitive data in a compressed format such as Parquet or gzip, or leave it out of the wheel.

    ```wheel bad
    compression = "deflated"
    padding = { "demo/__init__.py" = 17000 }
    ```

    ```wheel good
    compression = "deflated"
    padding = { "demo/__init__.py" = 16 }
    ```
    """
    total = sum(member.size for member in wheel.contents.members)
    if total > _SIZE and total > _RATIO * wheel.size:
        message = f"expands to {total >> 20} MiB, more than {_RATIO} times its size"
        yield Finding(message, wheel.at())
