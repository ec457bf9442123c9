from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_data_trailing(wheel: Wheel) -> Iterator[Finding]:
    """Something follows the end of a wheel's zip archive.

    It may be a second archive that another reader would find first, so PyPI refuses the wheel. Upload the
    file as the build backend wrote it.

    ```wheel bad
    zip_faults = ["trailing"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "trailing")
