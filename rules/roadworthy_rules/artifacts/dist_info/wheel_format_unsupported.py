from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts.dist_info._headers import field_findings


@rule(Severity.ERROR, since="0.1")
def wheel_format_unsupported(wheel: Wheel) -> Iterator[Finding]:
    """Installers do not support the format version in `WHEEL`.

    An installer must refuse a wheel if the major version of `Wheel-Version` is greater than the one it
    supports, and a wheel must have this field (binary distribution format). The current version is 1.0.
    Rebuild the wheel with a current build backend.

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
