import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, and_more, rule
from roadworthy_rules.artifacts.native._native import stable_imports

#: What Windows has of Python in one version alone; what is stable is in python3.dll.
_ONE_VERSION = re.compile(r"python3\d+t?\.dll", re.IGNORECASE)


@rule(Severity.ERROR, since="0.1")
def abi3_symbol_unstable(wheel: Wheel) -> Iterator[Finding]:
    """An extension module in an `abi3` wheel uses symbols outside the stable ABI.

    `abi3` promises that one wheel works on every later version of Python 3 (PEP 384). Symbols outside the
    stable ABI may change or disappear in any version; the import then fails or the process crashes. Define
    `Py_LIMITED_API` when compiling, so that the compiler rejects such symbols, and on Windows link to
    `python3.dll`. Or publish a wheel for each version of Python.

    ```wheel bad
    tag = "cp39-abi3-manylinux_2_28_x86_64"
    [binaries."demo/_fast.abi3.so"]
    format = "ELF"
    machine = "x86_64"
    imports = ["PyList_New", "_PyList_Extend", "PyUnicode_AsUTF8AndSize"]
    ```

    ```wheel bad
    tag = "cp39-abi3-win_amd64"
    [binaries."demo/_fast.pyd"]
    format = "PE"
    machine = "win_amd64"
    needed = ["python312.dll", "KERNEL32.dll"]
    imports = ["PyList_New"]
    ```

    ```wheel good
    tag = "cp39-abi3-macosx_11_0_arm64"
    [binaries."demo/_fast.abi3.so"]
    format = "Mach-O"
    machine = "arm64"
    imports = ["PyList_New", "_Py_Dealloc"]
    exports = ["PyInit__fast", "PyDemo_Made"]
    [binaries."demo/_other.abi3.so"]
    format = "Mach-O"
    machine = "arm64"
    imports = ["PyDemo_Made"]
    ```

    ```wheel good
    tag = "cp39-abi3-win_amd64"
    [binaries."demo/_fast.pyd"]
    format = "PE"
    machine = "win_amd64"
    needed = ["python3.dll", "KERNEL32.dll"]
    imports = ["PyList_New"]
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    [binaries."demo/_fast.cpython-312-x86_64-linux-gnu.so"]
    format = "ELF"
    machine = "x86_64"
    imports = ["_PyList_Extend"]
    ```
    """
    for native, used in stable_imports(wheel).items():
        names = sorted(name for name, added in used.items() if not added)
        if names:
            yield Finding(
                f"`{native.name}` uses {and_more(names)}, outside the stable ABI", wheel.at(native.name)
            )
        libraries = {name for part in native.slices for name in part.needed if _ONE_VERSION.fullmatch(name)}
        if libraries and native.name.endswith(".pyd"):
            message = (
                f"`{native.name}` is linked to `{min(libraries)}`, which belongs to one version of Python"
            )
            yield Finding(message, wheel.at(native.name))
