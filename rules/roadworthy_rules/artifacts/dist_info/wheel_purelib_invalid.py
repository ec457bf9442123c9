from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts.dist_info._headers import field_findings


@rule(Severity.ERROR, since="0.1")
def wheel_purelib_invalid(wheel: Wheel) -> Iterator[Finding]:
    """`WHEEL` does not say whether the wheel is pure.

    Installers choose the target directory by `Root-Is-Purelib`, which must be `true` or `false` (binary
    distribution format). Rebuild the wheel with a newer build backend.

    ```wheel bad
    wheel = { Root-Is-Purelib = "" }
    ```

    ```wheel bad
    wheel = { Root-Is-Purelib = "yes" }
    ```

    ```wheel good
    ```

    ```wheel good
    wheel = { Root-Is-Purelib = "True" }
    ```
    """
    yield from field_findings(wheel, "Root-Is-Purelib", _is_boolean, ", neither true nor false")


def _is_boolean(value: str) -> bool:
    return value.lower() in ("true", "false")
