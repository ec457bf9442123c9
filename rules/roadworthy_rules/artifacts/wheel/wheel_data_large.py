from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule

_LIMIT = 20 * 1024 * 1024


@rule(Severity.NOTE, since="0.1")
def wheel_data_large(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a data file of more than 20 MiB.

    Every user downloads it again with each version, and it uses up the project's quota on PyPI. Download
    models and data sets on first use, or publish them as a separate distribution.

    The rule ignores native code.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/model.bin" = "" }
    padding = { "demo/model.bin" = 5121 }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/model.bin" = "" }
    ```
    """
    binaries = set(wheel.contents.binaries)
    for member in wheel.contents.members:
        code = member.name in binaries or member.name.endswith((".py", ".pyi"))
        if member.size > _LIMIT and not code:
            yield Finding(f"`{member.name}` has {member.size >> 20} MiB", wheel.at(member.name))
