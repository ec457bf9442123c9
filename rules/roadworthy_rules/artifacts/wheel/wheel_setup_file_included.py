from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import SETUP_FILES


@rule(Severity.WARNING, since="0.1")
def wheel_setup_file_included(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds the project's own set-up at its top level.

    What lies there is installed beside all other packages, where the next wheel of this kind overwrites it;
    a wheel holds no `setup.py` or `setup.cfg` (binary distribution format). Exclude the file.

    ```wheel bad
    files = { "demo/__init__.py" = "", "setup.py" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/template/pyproject.toml" = "" }
    ```
    """
    for member in wheel.contents.members:
        if member.name in SETUP_FILES:
            yield Finding(f"`{member.name}` is installed beside all packages", wheel.at(member.name))
