from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import license_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def wheel_license_missing(wheel: Wheel) -> Iterator[Finding]:
    """A wheel lacks a licence file that its metadata lists.

    From metadata version 2.4, each `License-File` must be under `.dist-info/licenses` (PEP 639), and PyPI
    rejects a wheel if one is missing. Rebuild the wheel with a newer build backend.

    ```wheel bad
    metadata = { License-File = "LICENSE" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/LICENSE" = "MIT" }
    metadata = { License-File = "LICENSE" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/licenses/LICENSE" = "MIT" }
    metadata = { License-File = "LICENSE" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo-1.0.dist-info/LICENSE" = "MIT" }
    metadata = { Metadata-Version = "2.1", License-File = "LICENSE" }
    ```
    """
    here = wheel.at(f"{wheel.dist_info.directory}/METADATA")
    yield from license_findings(wheel, f"{wheel.dist_info.directory}/licenses", here)
