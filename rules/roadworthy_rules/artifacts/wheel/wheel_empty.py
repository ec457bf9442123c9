from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def wheel_empty(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds nothing but its metadata.

    It installs without any code, and nobody learns why the import fails. Tell the build backend where the
    packages are. A wheel that requires others, or only registers entry points, is meant to be empty.

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
        yield Finding("the wheel holds nothing but its metadata", wheel.at())
