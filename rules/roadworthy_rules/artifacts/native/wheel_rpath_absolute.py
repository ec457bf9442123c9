from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import linked

_OWN = ("$ORIGIN", "${ORIGIN}", "@loader_path", "@executable_path", "@rpath")


@rule(Severity.NOTE, since="0.1")
def wheel_rpath_absolute(wheel: Wheel) -> Iterator[Finding]:
    """Native code in a wheel searches for libraries in a directory of the build machine.

    On other machines the directory may be missing, or anyone who can write to it decides which library is
    loaded. A path that starts with neither `/` nor `$ORIGIN` is resolved against the working directory. Run
    `auditwheel repair` or `delocate-wheel --sanitize-rpaths` to rewrite the path, or link without it.

    On macOS the rule reports only files that load a library through `@rpath`.

    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    paths = ["$ORIGIN/../demo.libs", "/home/builder/lib"]
    ```

    ```wheel bad
    tag = "cp312-cp312-macosx_11_0_arm64"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "arm64"
    needed = ["@rpath/libdemo.dylib"]
    paths = ["/tmp/build/lib"]
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    paths = ["$ORIGIN/../demo.libs"]
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_11_0_arm64"
    [binaries."demo/_fast.cpython-312-darwin.so"]
    format = "Mach-O"
    machine = "arm64"
    needed = ["@loader_path/.dylibs/libdemo.dylib"]
    paths = ["/tmp/build/lib"]
    ```
    """
    members, paths = dict[str, None](), dict[str, None]()
    for native, part in linked(wheel):
        if native.format == "ELF" or any(name.startswith("@rpath/") for name in part.needed):
            foreign = dict.fromkeys(path for path in part.paths if not path.startswith(_OWN))
            paths |= foreign
            members |= {native.name: None} if foreign else {}
    if members:
        # An empty one is the directory that happens to be the current one.
        where = and_more([path or "." for path in paths])
        yield Finding(
            f"{and_more([*members])}: searches for libraries in {where}", wheel.at(next(iter(members)))
        )
