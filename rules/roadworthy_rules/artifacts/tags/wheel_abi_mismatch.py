import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: The ABI of one version of CPython, whatever its flags.
_OWN = re.compile(r"(cp\d+)[a-z]*")


@rule(Severity.ERROR, since="0.1")
def wheel_abi_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's Python tag and ABI tag do not match.

    An extension for the ABI of one version of CPython does not load in another (PEP 425), so no installer
    accepts such a wheel. Rebuild it for each Python version that it supports.

    ```wheel bad
    tag = "cp312-cp311-manylinux_2_28_x86_64"
    ```

    ```wheel bad
    tag = "py3-cp312-manylinux_2_28_x86_64"
    ```

    ```wheel good
    tag = "cp311.cp312-cp311.cp312-manylinux_2_28_x86_64"
    ```

    ```wheel good
    tag = "cp39-abi3-manylinux_2_28_x86_64"
    ```

    ```wheel good
    tag = "cp313-cp313t-win_amd64"
    ```

    ```wheel good
    tag = "cp38-none-win_amd64"
    ```
    """
    pythons, abis = ({tag.split("-")[part] for tag in wheel.filename.tags} for part in (0, 1))
    for abi in sorted(abis):
        found = _OWN.fullmatch(abi)
        if found and found[1] not in pythons:
            yield Finding(f"the ABI `{abi}` does not match `{'.'.join(sorted(pythons))}`", wheel.at())
