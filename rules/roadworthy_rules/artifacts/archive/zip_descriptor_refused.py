from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_descriptor_refused(wheel: Wheel) -> Iterator[Finding]:
    """A wheel stores the sizes of its members after their data.

    A reader that streams such an archive cannot tell where a member ends (APPNOTE.TXT 4.3.9), so PyPI rejects
    it. This happens when the archive is written to a pipe or another stream without seek. Repack it with
    `wheel unpack` and `wheel pack`.

    ```wheel bad
    zip_faults = ["descriptor"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "descriptor")
