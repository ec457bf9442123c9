from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

_SYSTEMS = {"manylinux": "Linux", "musllinux": "Linux", "linux": "Linux", "macosx": "macOS", "win": "Windows"}


@rule(Severity.NOTE, since="0.1")
def wheel_platform_gap(wheels: tuple[Wheel, ...]) -> Iterator[Finding]:
    """Wheels exist for two of Linux, macOS and Windows, but not for the third.

    Users of the third platform build from the sdist, with a compiler that they may not have. Build a wheel
    for it too, for example with cibuildwheel, unless the project does not run there.

    ```wheel bad
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel good
    tag = "cp312-cp312-musllinux_1_2_x86_64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel good
    tag = "cp312-cp312-macosx_11_0_arm64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    files = { "demo/_fast.pyd" = "MZ\\u0000" }
    ```
    ```wheel good
    ```
    """
    built: dict[tuple[str, str], dict[str, Wheel]] = {}
    for wheel in wheels:
        for tag in wheel.filename.tags:
            system = next(
                (known for start, known in _SYSTEMS.items() if tag.split("-")[2].startswith(start)), ""
            )
            built.setdefault((wheel.filename.name, wheel.filename.version), {})[system] = wheel
    for known in built.values():
        missing = sorted(set(_SYSTEMS.values()) - set(known))
        # A wheel for any other platform, or for all, has the empty name.
        if len(missing) == 1 and "" not in known:
            last = max(known.values(), key=lambda wheel: wheel.filename.text)
            yield Finding(f"no wheel exists for {missing[0]}", last.at())
