from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import is_vendored, linked

#: Compilers' own start-up code brings a few hundred bytes that no project can help.
_LITTLE = 100_000


@rule(Severity.NOTE, since="0.1")
def wheel_debug_symbols_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains debug information of its native code.

    Debug information is often most of an extension module; everyone downloads it and hardly anyone uses it.
    Strip it with `-g0` or `-Wl,--strip-debug` when linking, `auditwheel repair --strip`, or
    `strip = "debuginfo"` in Cargo's profile. Exclude `.pdb` files and `.dSYM` directories.

    The rule ignores libraries that wheel repair copies from the system, and anything under 100 kB.

    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    debug = 250000
    ```

    ```wheel bad
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.cp312-win_amd64.pdb" = "Microsoft C/C++ MSF 7.00" }
    padding = { "demo/_fast.cp312-win_amd64.pdb" = 30 }
    binaries."demo/_fast.cp312-win_amd64.pyd" = { format = "PE", machine = "win_amd64" }
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    debug = 900
    [binaries."demo.libs/libgcc_s-1234abcd.so.1"]
    format = "ELF"
    machine = "x86_64"
    debug = 250000
    ```
    """
    sizes: dict[str, int] = {}
    for native, part in linked(wheel):
        if part.debug and not is_vendored(native.name):
            sizes[native.name] = sizes.get(native.name, 0) + part.debug
    for member in wheel.contents.members:
        name = member.name.lower()
        if member.kind == "file" and (name.endswith(".pdb") or ".dsym/contents/resources/dwarf/" in name):
            sizes[member.name] = member.size
    if sum(sizes.values()) >= _LITTLE:
        names = sorted(sizes, key=lambda name: (-sizes[name], name))
        total = sum(sizes.values()) / 1_000_000
        yield Finding(f"{and_more(names)}: {total:.1f} MB of debug information", wheel.at(names[0]))
