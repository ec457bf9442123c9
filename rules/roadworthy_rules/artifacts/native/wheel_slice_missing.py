from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import is_extension, linked, promises


@rule(Severity.ERROR, since="0.1")
def wheel_slice_missing(wheel: Wheel) -> Iterator[Finding]:
    """A `universal2` wheel contains an extension module for only one architecture.

    `universal2` promises code for both `x86_64` and `arm64` in every file. Installers accept the wheel on
    either, and the import fails on one of them. Build with `ARCHFLAGS="-arch x86_64 -arch arm64"`, merge two
    wheels with `delocate-merge`, or publish a wheel for each architecture.

    ```wheel bad
    tag = "cp312-cp312-macosx_11_0_universal2"
    binaries."demo/_fast.cpython-312-darwin.so" = { format = "Mach-O", machine = "arm64" }
    ```

    ```wheel bad
    tag = "py3-none-macosx_11_0_universal2"
    binaries."demo/fast.dylib" = { format = "Mach-O", machine = "x86_64" }
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_11_0_universal2"
    binaries."demo/_fast.cpython-312-darwin.so" = { format = "Mach-O", machine = "x86_64 arm64" }
    ```

    ```wheel good
    tag = "py3-none-macosx_11_0_universal2"
    binaries."demo/fast-arm64.dylib" = { format = "Mach-O", machine = "arm64" }
    binaries."demo/fast-x86_64.dylib" = { format = "Mach-O", machine = "x86_64" }
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_11_0_arm64"
    binaries."demo/_fast.cpython-312-darwin.so" = { format = "Mach-O", machine = "arm64" }
    ```
    """
    wanted = {one.machine for one in promises(wheel) if one.system == "macOS"}
    if not {"x86_64", "arm64"} <= wanted:
        return
    machines: dict[str, set[str]] = {}
    for native, part in linked(wheel):
        if native.format == "Mach-O" and part.kind == "library":
            machines.setdefault(native.name, set()).add(part.machine)
    anywhere = set().union(*machines.values())
    for machine, other in (("arm64", "x86_64"), ("x86_64", "arm64")):
        names = [
            name
            for name, found in machines.items()
            if other in found and machine not in found and (is_extension(name) or machine not in anywhere)
        ]
        if names:
            message = f"{and_more(names)}: only for `{other}`, in a wheel that is also for `{machine}`"
            yield Finding(message, wheel.at(names[0]))
