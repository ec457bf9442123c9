from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import SETUP_FILES


@rule(Severity.WARNING, since="0.1")
def wheel_setup_file_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains `setup.py` or `setup.cfg` at its top level.

    The file is installed directly into `site-packages`, where the next such wheel overwrites it. A wheel must
    not contain build files (binary distribution format). Exclude the file.

    ```wheel bad
    files = { "demo/__init__.py" = "", "setup.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/template/pyproject.toml" = "" }
    ```
    """
    for member in wheel.contents.members:
        if member.name in SETUP_FILES:
            yield Finding(
                f"`{member.name}` is installed directly into `site-packages`", wheel.at(member.name)
            )
