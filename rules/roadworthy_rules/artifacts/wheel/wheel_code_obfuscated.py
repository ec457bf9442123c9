from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import obfuscation_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def wheel_code_obfuscated(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains obfuscated code.

    PyPI rejects Python files with the markers of PyArmor or SourceDefender, because readers cannot see what
    such code does before they run it. Include the source code, or publish to another index.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/core.py" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/armour.txt" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```
    """
    yield from obfuscation_findings(wheel)
