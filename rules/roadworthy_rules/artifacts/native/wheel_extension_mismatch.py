import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: An extension module for one version of CPython (debug builds, of which there are no wheels, left aside).
_CPYTHON = r"cpython-(?P<unix>\d+t?)-(?=[\w-]*+\.so\Z)[\w-]*?(?P<system>linux|darwin)[\w-]*+\.so"
_SUFFIX = re.compile(rf"(?P<stem>.*)\.(?:{_CPYTHON}|cp(?P<windows>\d+t?)-win[\w-]*\.pyd)")
_SYSTEMS = {"win": "Windows", "macosx": "macOS", "darwin": "macOS", "linux": "Linux"}
_SYSTEMS |= {"manylinux": "Linux", "musllinux": "Linux"}


@rule(Severity.ERROR, since="0.1")
def wheel_extension_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """An extension module in a wheel does not match the wheel's Python or platform.

    Python imports only extension modules whose suffix matches, so the import fails wherever the wheel is
    installed. The file is often left over from an earlier build. Delete `build/` and rebuild.

    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    files = { "demo/_fast.cpython-311-x86_64-linux-gnu.so" = "\\u007FELF" }
    ```

    ```wheel bad
    tag = "cp39-abi3-win_amd64"
    files = { "demo/_fast.cp312-win_amd64.pyd" = "MZ\\u0000" }
    ```

    ```wheel bad
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.cpython-312-darwin.so" = "\\u00CF\\u00FA\\u00ED\\u00FE" }
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    files = { "demo/a.cpython-312-x86_64-linux-gnu.so" = "\\u007FELF", "demo/b.abi3.so" = "\\u007FELF" }
    ```

    ```wheel good
    tag = "cp311.cp312-cp311.cp312-win_amd64"
    files = { "demo/_fast.cp311-win_amd64.pyd" = "MZ\\u0000", "demo/_fast.cp312-win_amd64.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "py3-none-win_amd64"
    files = { "demo/_fast.cp312-win_amd64.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "cp39-abi3-win_amd64"
    files = { "demo/_fast.cp312-win_amd64.pyd" = "MZ\\u0000", "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    """
    if not wheel.filename.tags or any(tag.split("-")[1] == "none" for tag in wheel.filename.tags):
        return
    abis = {tag.split("-")[1] for tag in wheel.filename.tags}
    systems = {system for tag in wheel.filename.tags if (system := _system(tag.split("-")[2]))}
    # A module may be there several times, the last resort being one without a version in its suffix.
    general = {stem for name in wheel.contents.binaries if (stem := _general(name))}
    for name in wheel.contents.binaries:
        found = _SUFFIX.fullmatch(name)
        if not found or found["stem"] in general:
            continue
        version = f"cp{found['unix'] or found['windows']}"
        system = _system(found["system"] or "win")
        if version not in abis:
            message = f"`{name}` is for `{version}`, but the wheel is for `{'.'.join(sorted(abis))}`"
            yield Finding(message, wheel.at(name))
        elif system and systems and system not in systems:
            yield Finding(
                f"`{name}` is for {system}, but the wheel is for {' and '.join(sorted(systems))}",
                wheel.at(name),
            )


def _general(name: str) -> str:
    """Return the name of a module whose file serves any version of Python, without the suffix."""
    stem = name.removesuffix(".pyd").removesuffix(".so").removesuffix(".abi3")
    return "" if _SUFFIX.fullmatch(name) else stem


def _system(platform: str) -> str:
    for start, system in _SYSTEMS.items():
        if platform.startswith(start):
            return system
    return ""
