from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts.native._native import linked, newer_finding, promises


@rule(Severity.WARNING, since="0.1")
def wheel_macos_newer(wheel: Wheel) -> Iterator[Finding]:
    """Native code in a wheel is built for a newer macOS than its platform tag declares.

    `macosx_10_9` promises that the wheel runs on macOS 10.9 and newer. Code built for a newer system may use
    functions that older ones lack, and it fails on import or later. Set `MACOSX_DEPLOYMENT_TARGET` for
    everything you compile, including libraries, and run `delocate-wheel --require-target-macos-version` to
    verify it.

    ```wheel bad
    tag = "cp312-cp312-macosx_10_13_x86_64"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "x86_64"
    macos = "12.0"
    ```

    ```wheel bad
    tag = "cp312-cp312-macosx_10_9_universal2"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "x86_64 arm64"
    macos = "10.13"
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_10_9_universal2"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "x86_64 arm64"
    macos = "10.9"
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_14_0_arm64"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "arm64"
    macos = "14.2"
    ```
    """
    promised = [one for one in promises(wheel) if one.system == "macOS"]
    groups: dict[str, dict[str, tuple[int, int]]] = {}
    for native, part in linked(wheel):
        tags = [one for one in promised if one.machine == part.machine]
        oldest = min(tags, key=lambda one: one.version, default=None)
        if oldest and part.macos and _counted(part.macos) > _tag_version(oldest.version, part.machine):
            names = groups.setdefault(oldest.tag, {})
            names[native.name] = max(part.macos, names.get(native.name, part.macos))
    for tag, members in groups.items():
        yield newer_finding(wheel, "built for macOS", members, tag)


def _counted(version: tuple[int, int]) -> tuple[int, int]:
    """Return a version as tags have it: from 11 on without a second number; 11 was 10.16 once."""
    if version == (10, 16):
        return 11, 0
    return (version[0], 0) if version[0] >= 11 else version


def _tag_version(version: tuple[int, int], machine: str) -> tuple[int, int]:
    return max(_counted(version), (11, 0)) if machine == "arm64" else _counted(version)
