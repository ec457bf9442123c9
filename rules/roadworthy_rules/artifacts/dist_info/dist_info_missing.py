from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def dist_info_missing(wheel: Wheel) -> Iterator[Finding]:
    """A wheel has no `.dist-info` directory.

    The directory holds the metadata that installers need (binary distribution format), so they refuse a wheel
    without it. Use a build backend to build the wheel, not a zip program.

    ```wheel bad
    files = { "demo/__init__.py" = "" }
    info = "demo-1.0.info"
    ```

    ```wheel good
    ```
    """
    if wheel.dist_info.directory is None:
        yield Finding("the `.dist-info` directory is missing", wheel.at())
