from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def dist_info_missing(wheel: Wheel) -> Iterator[Finding]:
    """A wheel has no `.dist-info` directory.

    It holds everything that installers know of a wheel (binary distribution format), so they refuse one
    without it. Build it with a build backend, not with a zip program.

    ```wheel bad
    files = { "demo/__init__.py" = "" }
    info = "demo-1.0.info"
    ```

    ```wheel good
    ```
    """
    if wheel.dist_info.directory is None:
        yield Finding("there is no `.dist-info` directory", wheel.at())
