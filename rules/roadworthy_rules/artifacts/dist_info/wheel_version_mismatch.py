from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import version_findings


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def wheel_version_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename and its metadata have different versions.

    Installers choose the wheel by its filename and then refuse it because of its metadata; PyPI rejects the
    upload. Do not rename wheels; rebuild them.

    ```wheel bad
    metadata = { Version = "1.1" }
    ```

    ```wheel good
    ```

    ```wheel good
    version = "1.0.0"
    metadata = { Version = "1.0" }
    ```
    """
    yield from version_findings(wheel, "the metadata", wheel.at(f"{wheel.dist_info.directory}/METADATA"))
