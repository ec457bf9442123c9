from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import filename_findings


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def wheel_filename_invalid(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename is invalid.

    Installers read name, version and compatibility from the filename, and refuse or overlook a wheel whose
    filename they cannot parse; indexes reject it. Do not rename wheels; rebuild them.

    ```wheel dist/demo-1.0.whl bad
    ```

    ```wheel dist/demo-1.0-first-py3-none-any.whl bad
    ```

    ```wheel dist/demo-latest-py3-none-any.whl bad
    ```

    ```wheel good
    ```

    ```wheel dist/demo-1.0-1-py2.py3-none-any.whl good
    ```
    """
    yield from filename_findings(wheel)
