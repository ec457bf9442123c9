from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_header_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """The headers of a wheel's members and its zip directory disagree.

    Installers that go by the directory and those that stream would unpack different files, so PyPI refuses
    the archive (APPNOTE.TXT 4.3.7 and 4.3.12). Something changed the archive after it was written. Build it
    again.

    ```wheel bad
    zip_faults = ["mismatch"]
    ```

    ```wheel bad
    zip_faults = ["directory"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "mismatch")
