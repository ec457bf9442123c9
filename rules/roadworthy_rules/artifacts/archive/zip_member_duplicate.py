from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_member_duplicate(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds two members of one name.

    Which of them is installed depends on the installer, so PyPI refuses the wheel: it is how one file is
    shown to a scanner and another to users. Build it again, and copy each file into it once.

    ```wheel bad
    zip_faults = ["duplicate"]
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "duplicate")
