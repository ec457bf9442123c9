from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_descriptor_refused(wheel: Wheel) -> Iterator[Finding]:
    """A wheel was written as a stream, with sizes after the data.

    Whoever reads such an archive from its start cannot tell where a member ends (APPNOTE.TXT 4.3.9), so PyPI
    refuses it. It comes of writing to something that cannot seek. Pack the wheel again: `wheel unpack`, then
    `wheel pack`.

    ```wheel bad
    zip_faults = ["descriptor"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "descriptor")
