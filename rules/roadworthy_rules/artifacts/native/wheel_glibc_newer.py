import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts.native._native import linked, loaded, newer_finding, promises

_GLIBC = re.compile(r"GLIBC_(\d{1,3})\.(\d{1,3})(?:\.\d+)?")
#: What is no version by its name, and came with one.
_NAMED = {"GLIBC_ABI_DT_RELR": (2, 36)}


@rule(Severity.ERROR, since="0.1")
def wheel_glibc_newer(wheel: Wheel) -> Iterator[Finding]:
    """Native code in a wheel needs a newer glibc than its platform tag declares.

    `manylinux_2_28` promises that the wheel runs with glibc 2.28 or newer (PEP 600). If it needs symbols from
    a newer version, installers put it on systems that cannot load it, and the import fails with "version
    `GLIBC_2.34' not found". Build in the manylinux image of the tag, or run `auditwheel repair` to find the
    correct tag.

    The rule checks each extension module and the libraries it is linked to. It reports other native code only
    if no file in the wheel matches the tag.

    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    needed = ["libc.so.6"]
    versions = ["GLIBC_2.2.5", "GLIBC_2.34"]
    ```

    ```wheel bad
    tag = "py3-none-manylinux_2_28_x86_64.manylinux2014_x86_64"
    binaries."demo-1.0.data/scripts/demo" = { format = "ELF", machine = "x86_64", versions = ["GLIBC_2.28"] }
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    needed = ["libc.so.6"]
    versions = ["GLIBC_2.2.5", "GLIBC_2.28", "GLIBC_PRIVATE"]
    weak_versions = ["GLIBC_2.34"]
    ```

    ```wheel good
    tag = "py3-none-manylinux_2_24_x86_64"
    binaries."demo/demo_cpu.so" = { format = "ELF", machine = "x86_64", versions = ["GLIBC_2.17"] }
    binaries."demo/demo_xpu.so" = { format = "ELF", machine = "x86_64", versions = ["GLIBC_2.32"] }
    ```

    ```wheel good
    tag = "py3-none-manylinux_2_31_armv7l.manylinux_2_17_aarch64"
    binaries."demo/fast-arm" = { format = "ELF", machine = "armv7l", versions = ["GLIBC_2.31"] }
    ```
    """
    promised = [one for one in promises(wheel) if one.system == "glibc"]
    surely, fitting = loaded(wheel), False
    groups: dict[str, dict[str, tuple[int, int]]] = {}
    for native, part in linked(wheel):
        tags = [one for one in promised if one.machine == part.machine]
        needed = max((_glibc(version) for version in part.versions), default=(0, 0))
        oldest = min(tags, key=lambda one: one.version, default=None)
        if oldest and needed > oldest.version:
            groups.setdefault(oldest.tag, {})[native.name] = needed
        elif oldest:
            fitting = True
    for tag, members in groups.items():
        # One of several libraries to choose from, such as for each kind of accelerator, may ask for more.
        sure = {name: needed for name, needed in members.items() if name in surely or not fitting}
        if sure:
            yield newer_finding(wheel, "needs glibc", sure, tag)


def _glibc(version: str) -> tuple[int, int]:
    found = _GLIBC.fullmatch(version)
    return (int(found[1]), int(found[2])) if found else _NAMED.get(version, (0, 0))
