from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: What installers write beside METADATA (recorded-installed and direct-url formats), uv's own among it.
_FILES = ("INSTALLER", "REQUESTED", "direct_url.json", "uv_build.json", "uv_cache.json")


@rule(Severity.WARNING, since="0.1")
def wheel_installer_file_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a file that only installers write.

    `INSTALLER`, `REQUESTED` and `direct_url.json` record how a distribution was installed on one machine
    (binary distribution format). The wheel was probably made from an installed copy. Rebuild it from the
    source.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/INSTALLER" = "pip" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/INSTALLER" = "" }
    ```
    """
    for member in wheel.contents.members:
        directory, _, name = member.name.rpartition("/")
        if directory == wheel.dist_info.directory and name in _FILES:
            yield Finding(f"`{member.name}` is written by installers", wheel.at(member.name))
