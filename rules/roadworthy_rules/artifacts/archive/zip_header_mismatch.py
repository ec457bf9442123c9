from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_header_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """The headers of a wheel's members do not match its zip directory.

    An installer that uses the directory and one that streams the archive would unpack different files, so
    PyPI rejects it (APPNOTE.TXT 4.3.7 and 4.3.12). The archive was changed after it was written. Rebuild the
    wheel.

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
