from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import name_findings


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def wheel_name_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename and its metadata name different projects.

    Installers find a wheel by its filename, and then refuse it for its metadata; PyPI refuses it at once. Do
    not rename wheels; build them again.

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
