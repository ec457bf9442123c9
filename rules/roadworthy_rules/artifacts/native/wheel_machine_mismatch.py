from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import linked, loaded, promises

_SYSTEMS = {"glibc": "ELF", "musl": "ELF", "Linux": "ELF", "macOS": "Mach-O", "Windows": "PE"}


@rule(Severity.ERROR, since="0.1")
def wheel_machine_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """The architecture of native code in a wheel differs from the wheel's platform tag.

    Installers read only the tag, so they install the wheel where its code cannot run, and the import fails.
    This happens in cross-compilation when the build does not set the tag. Set `_PYTHON_HOST_PLATFORM` or the
    option of your build backend, or build with cibuildwheel.

    The rule checks each extension module and the libraries it is linked to. It reports other native code,
    which may be data, only if no file in the wheel matches the tag.

    ```wheel bad
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    binaries."demo/_fast.abi3.so" = { format = "ELF", machine = "aarch64" }
    ```

    ```wheel bad
    tag = "cp312-cp312-macosx_11_0_arm64"
    binaries."demo/_fast.cpython-312-darwin.so" = { format = "Mach-O", machine = "x86_64" }
    ```

    ```wheel bad
    tag = "py3-none-win_amd64"
    binaries."demo/fast.dll" = { format = "PE", machine = "win_arm64" }
    ```

    ```wheel bad
    tag = "cp312-abi3-manylinux_2_28_x86_64"
    binaries."demo/_fast.abi3.so" = { format = "Mach-O", machine = "x86_64" }
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_11_0_arm64"
    binaries."demo/_fast.cpython-312-darwin.so" = { format = "Mach-O", machine = "x86_64 arm64" }
    ```

    ```wheel good
    tag = "cp312-cp312-win_amd64"
    binaries."demo/_fast.cp312-win_amd64.pyd" = { format = "PE", machine = "win_amd64" }
    binaries."demo/attach_x86.dll" = { format = "PE", machine = "win32" }
    ```

    ```wheel good
    tag = "py3-none-manylinux_2_28_x86_64"
    binaries."demo/fast.so" = { format = "ELF", machine = "x86_64" }
    binaries."demo/kernel.cubin" = { format = "ELF", machine = "cuda" }
    ```
    """
    promised = promises(wheel)
    wanted = {(_SYSTEMS[one.system], one.machine) for one in promised}
    machines: dict[tuple[str, str], set[str]] = {}
    for native, part in linked(wheel):
        # Windows and macOS run programs for other machines, too.
        if part.machine and (part.kind == "library" or native.format == "ELF"):
            machines.setdefault((native.name, native.format), set()).add(part.machine)
    wrong = [
        (name, form, found)
        for (name, form), found in machines.items()
        if wanted.isdisjoint((form, machine) for machine in found)
    ]
    if not promised or not wrong:
        return
    if len(wrong) < len(machines):
        surely = loaded(wheel)
        wrong = [one for one in wrong if one[0] in surely]
    groups: dict[str, list[str]] = {}
    for name, form, found in wrong:
        groups.setdefault(f"{form} for `{'` and `'.join(sorted(found))}`", []).append(name)
    for what, names in groups.items():
        tags = "`, `".join(dict.fromkeys(one.tag for one in promised))
        yield Finding(f"{and_more(names)}: {what}, in a wheel for `{tags}`", wheel.at(names[0]))
