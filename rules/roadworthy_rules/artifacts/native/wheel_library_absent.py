from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import linked

#: What macOS itself has, and where frameworks are installed for everyone.
_SYSTEM = ("/usr/lib/", "/System/", "/Library/Frameworks/")


@rule(Severity.ERROR, since="0.1")
def wheel_library_absent(wheel: Wheel) -> Iterator[Finding]:
    """Native code in a wheel is linked to a library by its path on the machine that built it.

    Other machines do not have the library at that path, so the import fails with "Library not loaded" or
    loads another version. Run `delocate-wheel` or `auditwheel repair`, which copies the libraries into the
    wheel and rewrites the paths.

    ```wheel bad
    tag = "cp312-cp312-macosx_11_0_arm64"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "arm64"
    needed = ["/opt/homebrew/opt/libpng/lib/libpng16.16.dylib", "/usr/lib/libSystem.B.dylib"]
    ```

    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    needed = ["/home/builder/lib/libdemo.so", "libc.so.6"]
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_11_0_arm64"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "arm64"
    needed = ["@loader_path/.dylibs/libpng16.16.dylib", "/usr/lib/libSystem.B.dylib"]
    ```
    """
    members: dict[str, dict[str, None]] = {}
    for native, part in linked(wheel):
        for path in part.needed:
            if path.startswith("/") and (native.format == "ELF" or not path.startswith(_SYSTEM)):
                members.setdefault(path, {})[native.name] = None
    for path, names in members.items():
        yield Finding(
            f"{and_more([*names])}: linked to `{path}`, which is not in the wheel",
            wheel.at(next(iter(names))),
        )
