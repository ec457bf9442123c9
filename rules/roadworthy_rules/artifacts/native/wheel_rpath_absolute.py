from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import linked

_OWN = ("$ORIGIN", "${ORIGIN}", "@loader_path", "@executable_path", "@rpath")


@rule(Severity.NOTE, since="0.1")
def wheel_rpath_absolute(wheel: Wheel) -> Iterator[Finding]:
    """Native code in a wheel has libraries looked for in a directory of the machine that built it.

    Where the wheel is installed, there may be nothing in that directory, or something else: who may write
    there decides what is loaded. A path that starts neither with `/` nor with `$ORIGIN` counts from wherever
    the program was started. Let `auditwheel repair` or `delocate-wheel --sanitize-rpaths` rewrite it, or link
    without it. On macOS it matters, and is said, only where a library is looked for by `@rpath`.

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
            f"{and_more([*members])}: libraries are looked for in {where}", wheel.at(next(iter(members)))
        )
