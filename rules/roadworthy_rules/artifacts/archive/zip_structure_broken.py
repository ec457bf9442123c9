from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_structure_broken(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's zip archive contains data that is not a zip record.

    Tools read data before or between members, multipart archives and extensible ZIP64 records in different
    ways, so PyPI rejects them (APPNOTE.TXT 4.3). Rebuild the wheel, or repack it with `wheel unpack` and
    `wheel pack`.

    ```wheel bad
    zip_faults = ["prefix"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "structure")
