from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True, security=7.0, cwe=436)
def wheel_polyglot(wheel: Wheel) -> Iterator[Finding]:
    """A wheel is also a valid tar archive.

    Two tools that read the file see different content, so PyPI rejects it. No build backend writes such a
    file. Find the tool that changed it, and rebuild the wheel.

    ```wheel bad
    zip_faults = ["tar"]
    ```

    ```wheel good
    ```
    """
    if wheel.contents.polyglot:
        yield Finding("starts like a tar archive", wheel.at())
