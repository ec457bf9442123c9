import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: What PyPI takes (as of 2026-08). Later versions of macOS than those it knew then are not judged.
_ACCEPTED = re.compile(
    r"any|win32|win_(amd64|arm64|ia64)|linux_armv[67]l"
    r"|manylinux(1|2010)_(x86_64|i686)|manylinux2014_(x86_64|i686|aarch64|armv7l|ppc64|ppc64le|s390x)"
    r"|manylinux_\d+_\d+_(x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64|ppc64)"
    r"|musllinux_\d+_\d+_(x86_64|i686|aarch64|armv7l|ppc64le|s390x|riscv64)"
    r"|macosx_(10_\d+|1[1-5]_0|26_0|(2[7-9]|[3-9]\d)_\d+)"
    r"_(arm64|fat|fat32|fat64|i386|intel|ppc|ppc64|universal|universal2|x86_64)"
    r"|ios_\d+_\d+_(arm64|x86_64)_iphone(os|simulator)"
    r"|android_\d+_(armeabi_v7a|arm64_v8a|x86|x86_64)"
    r"|pyemscripten_\d+_\d+_wasm32"
)


@rule(Severity.ERROR, since="0.1", pypi=True)
def platform_tag_refused(wheel: Wheel) -> Iterator[Finding]:
    """PyPI rejects the platform tag of a wheel.

    PyPI accepts only platform tags that state which systems the wheel works on. `linux_x86_64` works only on
    the machine that built it. Repair the wheel with auditwheel, or with delocate on macOS, or build it with
    cibuildwheel.

    ```wheel bad
    tag = "cp312-cp312-linux_x86_64"
    ```

    ```wheel bad
    tag = "cp312-cp312-macosx_14_2_arm64"
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64"
    ```

    ```wheel good
    tag = "cp312-cp312-macosx_11_0_universal2"
    ```

    ```wheel good
    tag = "cp311-abi3-linux_armv7l"
    ```

    ```wheel good
    ```
    """
    for platform in dict.fromkeys(tag.rpartition("-")[2] for tag in wheel.filename.tags):
        if not _ACCEPTED.fullmatch(platform):
            yield Finding(f"PyPI rejects the platform tag `{platform}`", wheel.at())
