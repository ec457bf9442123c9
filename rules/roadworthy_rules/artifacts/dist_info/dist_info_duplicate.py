from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def dist_info_duplicate(wheel: Wheel) -> Iterator[Finding]:
    """A wheel has more than one `.dist-info` directory.

    Installers cannot tell which one belongs to the wheel, and refuse to install it. This happens when the
    build reuses the build directory of another version. Delete `build/` and rebuild.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-0.9.dist-info/METADATA" = "Name: demo" }
    ```

    ```wheel good
    ```

    ```wheel good
    files = { "demo/vendored-2.0.dist-info/METADATA" = "Name: vendored" }
    ```
    """
    tops = dict.fromkeys(
        member.name.partition("/")[0] for member in wheel.contents.members if "/" in member.name
    )
    for top in tops:
        if top.endswith(".dist-info") and top != wheel.dist_info.directory:
            yield Finding(
                f"`{top}` is a second directory beside `{wheel.dist_info.directory}`", wheel.at(top)
            )
