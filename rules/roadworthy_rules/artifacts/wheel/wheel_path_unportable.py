from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import may_be_for_windows
from roadworthy_rules.artifacts._twins import path_findings


@rule(Severity.WARNING, since="0.1")
def wheel_path_unportable(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds a file of a name that Windows cannot have.

    No file there is called `aux.py` or `nul.txt`, ends with a dot or a space, or has one of `<>:"|?*` in its
    name: the installation breaks off. Rename it. Wheels that are for other systems alone are not judged.

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
