from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_member_duplicate(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains two members with the same name.

    Installers differ in which one they install, so an attacker could show one file to a scanner and another
    to users. PyPI rejects the wheel. Rebuild it, and make sure that each file is added once.

    ```wheel bad
    zip_faults = ["duplicate"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "duplicate")
