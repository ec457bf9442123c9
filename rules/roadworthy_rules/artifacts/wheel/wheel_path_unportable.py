from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import may_be_for_windows
from roadworthy_rules.artifacts._twins import path_findings


@rule(Severity.WARNING, since="0.1")
def wheel_path_unportable(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains a filename that Windows does not allow.

    Windows rejects names such as `aux.py` and `nul.txt`, names that end with a dot or a space, and names with
    any of `<>:"|?*`, so the installation fails. Rename the file.

    The rule ignores wheels that are only for other systems.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/aux.py" = "" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/data/12:30.csv" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/auxiliary.py" = "", "demo/a file.csv" = "" }
    ```
    """
    if may_be_for_windows(wheel):
        yield from path_findings(wheel)
