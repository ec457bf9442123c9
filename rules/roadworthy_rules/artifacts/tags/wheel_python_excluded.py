import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, parse_specifiers, rule


@rule(Severity.WARNING, since="0.1")
def wheel_python_excluded(wheel: Wheel) -> Iterator[Finding]:
    """A wheel is for a Python version that its `Requires-Python` excludes.

    Installers check both, so the wheel cannot be installed. Correct the tag, or build fewer wheels. A
    leftover `universal = 1` in `setup.cfg` still declares support for Python 2.

    ```wheel bad
    metadata = { Requires-Python = ">=3.9" }
    tag = "py2.py3-none-any"
    ```

    ```wheel bad
    metadata = { Requires-Python = ">=3.10" }
    tag = "cp39-cp39-win_amd64"
    files = { "demo/_fast.cp39-win_amd64.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    metadata = { Requires-Python = ">=3.9.2" }
    tag = "cp39-cp39-win_amd64"
    files = { "demo/_fast.cp39-win_amd64.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "py2.py3-none-any"
    ```

    ```wheel good
    metadata = { Requires-Python = ">=3.10" }
    tag = "cp39-abi3-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    """
    from packaging.specifiers import InvalidSpecifier

    required = "".join(wheel.metadata.headers.get("requires-python", ())[:1]).strip()
    try:
        specifiers = parse_specifiers(required)
    except InvalidSpecifier:
        return
    tags = dict.fromkeys(tag.split("-")[0] for tag in wheel.filename.tags if "-abi3-" not in tag)
    for tag in tags if required else ():
        versions = _versions(tag)
        if versions and not any(specifiers.contains(version, prereleases=True) for version in versions):
            yield Finding(
                f"`{tag}` is for a Python version that `Requires-Python: {required}` excludes", wheel.at()
            )


def _versions(tag: str) -> list[str]:
    """Return the versions that a tag is for; none for a lower bound, such as py3 or py38."""
    if tag == "py2":
        return [f"2.{minor}.{patch}" for minor in (6, 7) for patch in range(20)]
    found = re.fullmatch(r"cp([23])(\d{1,2})", tag)
    return [f"{found[1]}.{found[2]}.{patch}" for patch in range(50)] if found else []
