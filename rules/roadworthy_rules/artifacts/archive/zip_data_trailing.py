from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_data_trailing(wheel: Wheel) -> Iterator[Finding]:
    """Data follows the end of a wheel's zip archive.

    The data may be a second archive that another reader finds first, so PyPI rejects the wheel. Rebuild it,
    and upload the file exactly as the build backend wrote it.

    ```wheel bad
    zip_faults = ["trailing"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "trailing")
