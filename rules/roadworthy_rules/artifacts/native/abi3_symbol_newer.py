from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import oldest_python, stable_imports, version_text


@rule(Severity.ERROR, since="0.1")
def abi3_symbol_newer(wheel: Wheel) -> Iterator[Finding]:
    """An extension module uses a symbol that is newer than the wheel's stable ABI tag.

    `cp39-abi3` promises that the wheel works on Python 3.9 and every later version. A function that joined
    the stable ABI in 3.11 may be missing in 3.9, and the import fails. Define `Py_LIMITED_API` as the oldest
    supported version (`0x03090000`), or raise the tag to the version that has every symbol.

    ```wheel bad
    tag = "cp39-abi3-manylinux_2_28_x86_64"
    [binaries."demo/_fast.abi3.so"]
    format = "ELF"
    machine = "x86_64"
    imports = ["PyList_New", "PyObject_GetBuffer"]
    ```

    ```wheel good
    tag = "cp311-abi3-manylinux_2_28_x86_64"
    [binaries."demo/_fast.abi3.so"]
    format = "ELF"
    machine = "x86_64"
    imports = ["PyList_New", "PyObject_GetBuffer"]
    ```

    ```wheel good
    tag = "cp39-abi3-manylinux_2_28_x86_64"
    metadata = { Requires-Python = ">=3.11" }
    [binaries."demo/_fast.abi3.so"]
    format = "ELF"
    machine = "x86_64"
    imports = ["PyList_New", "PyObject_GetBuffer"]
    ```

    ```wheel good
    tag = "cp39-abi3-manylinux_2_28_x86_64"
    [binaries."demo/_fast.abi3.so"]
    format = "ELF"
    machine = "x86_64"
    imports = ["PyList_New"]
    weak_imports = ["PyObject_GetBuffer"]
    ```
    """
    oldest = oldest_python(wheel)
    for native, used in stable_imports(wheel).items():
        newer = {name: added for name, added in used.items() if added and added > oldest}
        if newer:
            names = sorted(newer, key=lambda name: (newer[name], name), reverse=True)
            since = f"part of the stable ABI since Python {version_text(newer[names[0]])}"
            message = (
                f"`{native.name}` uses {and_more(names)}, {since}, in a wheel for {version_text(oldest)}"
            )
            yield Finding(message, wheel.at(native.name))
