from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1")
def dist_info_duplicate(wheel: Wheel) -> Iterator[Finding]:
    """A wheel has more than one `.dist-info` directory.

    Installers refuse a wheel where they cannot tell which one is its own. It comes of building with the build
    directory of another version: remove `build/` and build again.

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
            yield Finding(f"`{top}` is there besides `{wheel.dist_info.directory}`", wheel.at(top))
