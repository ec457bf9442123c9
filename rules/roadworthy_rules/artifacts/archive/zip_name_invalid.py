from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_name_invalid(wheel: Wheel) -> Iterator[Finding]:
    """Zip readers disagree on the name of a member of a wheel.

    PyPI rejects names with control characters, and non-ASCII names that are not marked as UTF-8, because
    tools read them differently (APPNOTE.TXT 4.4.17 and appendix D). Rename the file.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/\\u007F.txt" = "" }
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "name")
