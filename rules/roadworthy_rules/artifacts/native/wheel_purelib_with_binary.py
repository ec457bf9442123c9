from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import subject
from roadworthy_rules.artifacts.native._native import is_extension


@rule(Severity.ERROR, since="0.1")
def wheel_purelib_with_binary(wheel: Wheel) -> Iterator[Finding]:
    """A wheel that is marked as pure contains extension modules.

    A wheel for any platform is installed everywhere, and fails on import wherever its binary does not match.
    `Root-Is-Purelib: true` also installs binaries into a directory where some systems do not look for them.
    Declare the extension modules to the build backend.

    ```wheel bad
    files = { "demo/_fast.cpython-312-x86_64-linux-gnu.so" = "\\u007FELF" }
    ```

    ```wheel bad
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.cp312-win_amd64.pyd" = "MZ\\u0000" }
    wheel = { Root-Is-Purelib = "true" }
    ```

    ```wheel good
    tag = "cp312-cp312-manylinux_2_28_x86_64"
    files = { "demo/_fast.cpython-312-x86_64-linux-gnu.so" = "\\u007FELF" }
    ```

    ```wheel good
    files = { "demo/launcher-64.exe" = "MZ\\u0000", "demo/firmware.so" = "\\u007FELF" }
    ```
    """
    # Plain libraries and programs may be data, as setuptools' launchers for Windows are.
    extensions = [name for name in wheel.contents.binaries if is_extension(name)]
    if not extensions:
        return
    here = wheel.at(extensions[0])
    if any(tag.endswith("-any") for tag in wheel.filename.tags):
        run = subject(extensions, "only runs", "only run")
        yield Finding(f"{run} on one platform, but the wheel is tagged for any platform", here)
    elif [value.strip().lower() for value in wheel.dist_info.wheel.get("root-is-purelib", ())] == ["true"]:
        yield Finding(f"{subject(extensions, 'is', 'are')} native code, but `Root-Is-Purelib` is true", here)
