from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True, security=7.0, cwe=436)
def wheel_polyglot(wheel: Wheel) -> Iterator[Finding]:
    """A wheel is a zip archive and a tar archive at once.

    Two tools that look at the file see different contents, so PyPI refuses it. No build backend writes such a
    file: find out what did.

    ```wheel bad
    zip_faults = ["tar"]
    ```

    ```wheel good
    ```
    """
    if wheel.contents.polyglot:
        yield Finding("begins as a tar archive does", wheel.at())
