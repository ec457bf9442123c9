from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import zip_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def zip_name_invalid(wheel: Wheel) -> Iterator[Finding]:
    """A member of a wheel has a name that readers of zip archives read differently.

    Names with control characters, and names beyond ASCII that are not marked as UTF-8, are refused by PyPI:
    what one tool shows is not what another one writes (APPNOTE.TXT 4.4.17 and appendix D). Rename the file.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/\\u007F.txt" = "" }
    ```

    ```wheel good
    ```
    """
    yield from zip_findings(wheel, "name")
