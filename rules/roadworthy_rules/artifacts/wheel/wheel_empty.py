from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_empty(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains only its metadata.

    The installation succeeds, but the import fails. Configure where the build backend finds the packages.

    The rule ignores wheels that only declare dependencies or entry points.

    ```wheel bad
    files = {}
    ```

    ```wheel good
    files = {}
    metadata = { Requires-Dist = "tool" }
    ```

    ```wheel good
    ```
    """
    if (
        wheel.dist_info.directory is None
        or wheel.metadata.headers.get("requires-dist")
        or wheel.dist_info.entry_points
    ):
        return
    if all(
        member.directory or member.name.startswith(f"{wheel.dist_info.directory}/")
        for member in wheel.contents.members
    ):
        yield Finding("the wheel contains only its metadata", wheel.at())
