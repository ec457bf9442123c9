from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts.dist_info._headers import field_findings


@rule(Severity.ERROR, since="0.1")
def wheel_format_unsupported(wheel: Wheel) -> Iterator[Finding]:
    """`WHEEL` names a version of the wheel format that installers do not know.

    An installer has to refuse a wheel whose `Wheel-Version` has a greater major version than it knows, and a
    wheel without one is not valid (binary distribution format). The version in use is 1.0.

    ```wheel bad
    wheel = { Wheel-Version = "2.0" }
    ```

    ```wheel bad
    wheel = { Wheel-Version = "" }
    ```

    ```wheel good
    ```
    """
    yield from field_findings(wheel, "Wheel-Version", _is_known, " instead of 1.0")


def _is_known(version: str) -> bool:
    return version.partition(".")[0] == "1"
