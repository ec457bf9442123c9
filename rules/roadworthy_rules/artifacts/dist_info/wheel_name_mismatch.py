from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import name_findings


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def wheel_name_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename and its metadata have different project names.

    Installers find the wheel by its filename and then refuse it because of its metadata; PyPI rejects the
    upload. Do not rename wheels; rebuild them.

    ```wheel bad
    metadata = { Name = "other" }
    ```

    ```wheel good
    ```

    ```wheel good
    name = "Demo.Extra"
    ```
    """
    yield from name_findings(wheel, "the metadata", wheel.at(f"{wheel.dist_info.directory}/METADATA"))
