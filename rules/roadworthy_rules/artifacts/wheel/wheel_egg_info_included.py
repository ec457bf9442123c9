import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

_METADATA = re.compile(r"((?:[^/]+/)?[^/]+\.egg-info)(/.*)?")


@rule(Severity.WARNING, since="0.1")
def wheel_egg_info_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains an `.egg-info` directory.

    `.egg-info` is the metadata of a checkout or of a legacy installation. Beside the wheel's own
    `.dist-info`, it makes the distribution look installed twice. Delete it from the source, or exclude it.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo.egg-info/PKG-INFO" = "Name: demo" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/tests/data/old.egg-info/PKG-INFO" = "" }
    ```
    """
    found: dict[str, str] = {}
    for path, member in wheel.library.items():
        match = _METADATA.fullmatch(path)
        if match:
            found.setdefault(match[1], member)
    for directory, member in found.items():
        yield Finding(f"`{directory}` is the metadata of a legacy installation", wheel.at(member))
