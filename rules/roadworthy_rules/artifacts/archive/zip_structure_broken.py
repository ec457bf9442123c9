from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_structure_broken(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's zip archive holds something that is no zip record.

    Data before or between members, several parts and extensible ZIP64 records are read differently by
    different tools, so PyPI refuses them (APPNOTE.TXT 4.3). Build the wheel again, or pack it again with
    `wheel unpack` and `wheel pack`.

    ```wheel bad
    zip_faults = ["prefix"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "structure")
