from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import linked, loaded, promises


@rule(Severity.ERROR, since="0.1")
def wheel_libc_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A musllinux wheel contains code for glibc, or a manylinux wheel code for musl.

    The two C libraries are incompatible: a module linked to one does not load on a system with the other (PEP
    600, PEP 656). Build musllinux wheels in a musllinux image and manylinux wheels in a manylinux image, and
    run `auditwheel repair` on both.

    ```wheel bad
    tag = "cp312-cp312-musllinux_1_2_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-musl.so"]
    format = "ELF"
    machine = "x86_64"
    needed = ["libc.so.6"]
    versions = ["GLIBC_2.17"]
    ```

    ```wheel bad
    tag = "py3-none-manylinux_2_28_x86_64"
    [binaries."demo-1.0.data/scripts/demo"]
    format = "ELF"
    machine = "x86_64"
    needed = ["libc.musl-x86_64.so.1"]
    interpreter = "/lib/ld-musl-x86_64.so.1"
    ```

    ```wheel good
    tag = "cp312-cp312-musllinux_1_2_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-musl.so"]
    format = "ELF"
    machine = "x86_64"
    needed = ["libc.musl-x86_64.so.1"]
    [binaries."demo/attach_linux_amd64.so"]
    format = "ELF"
    machine = "x86_64"
    needed = ["libc.so.6"]
    ```

    ```wheel good
    tag = "py3-none-manylinux_2_17_x86_64.musllinux_1_1_x86_64"
    [binaries."demo-1.0.data/scripts/demo"]
    format = "ELF"
    machine = "x86_64"
    ```
    """
    systems = {one.system for one in promises(wheel)}
    if systems not in ({"glibc"}, {"musl"}):
        return
    other = "glibc" if "musl" in systems else "musl"
    found = {
        native.name: _libc((*part.needed, *part.versions, part.interpreter))
        for native, part in linked(wheel)
        if native.format == "ELF" and part.machine
    }
    wrong = [name for name, libc in found.items() if libc == other]
    if len(wrong) < len(found):
        surely = loaded(wheel)
        wrong = [name for name in wrong if name in surely]
    if wrong:
        message = f"{and_more(wrong)}: linked to {other}, in a wheel for {systems.pop()}"
        yield Finding(message, wheel.at(wrong[0]))


def _libc(names: tuple[str, ...]) -> str:
    if any(name.startswith("libc.musl-") or "/ld-musl-" in name for name in names):
        return "musl"
    glibc = ("GLIBC_2", "ld-linux", "/lib/ld-linux", "/lib64/ld-linux")
    return "glibc" if any(name == "libc.so.6" or name.startswith(glibc) for name in names) else ""
