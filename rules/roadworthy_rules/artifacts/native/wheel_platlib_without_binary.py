from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

#: Code and data for one platform that no loader would take for a program.
_NATIVE = (
    *(".a", ".bc", ".bin", ".cubin", ".hsaco", ".jar", ".ko", ".la", ".lib", ".metallib", ".node", ".o"),
    *(".obj", ".ptx", ".pyc", ".so", ".wasm", ".tar", ".gz", ".zip", ".xz"),
)


@rule(Severity.WARNING, since="0.1")
def wheel_platlib_without_binary(wheel: Wheel) -> Iterator[Finding]:
    """A platform wheel contains no native code.

    You build and test it once per platform, and installers refuse it on all others although it would run
    there. If its files do not depend on the platform, build a pure wheel: `py3-none-any` with
    `Root-Is-Purelib: true`.

    ```wheel bad
    tag = "cp312-cp312-win_amd64"
    ```

    ```wheel bad
    wheel = { Root-Is-Purelib = "false" }
    ```

    ```wheel good
    ```

    ```wheel good
    tag = "cp312-cp312-win_amd64"
    files = { "demo/_fast.cp312-win_amd64.pyd" = "MZ\\u0000" }
    ```

    ```wheel good
    tag = "py3-none-win_amd64"
    files = { "demo/demo.lib" = "" }
    ```
    """
    if (
        wheel.contents.binaries
        or not wheel.filename.tags
        or any(member.name.endswith(_NATIVE) for member in wheel.contents.members)
    ):
        return
    if all(not tag.endswith("-any") for tag in wheel.filename.tags):
        yield Finding(f"the wheel has no native code but is for `{wheel.filename.tags[0]}`", wheel.at())
    elif [value.strip().lower() for value in wheel.dist_info.wheel.get("root-is-purelib", ())] == ["false"]:
        message = "the wheel has no native code, but `Root-Is-Purelib` is false"
        yield Finding(message, wheel.at(f"{wheel.dist_info.directory}/WHEEL"))
