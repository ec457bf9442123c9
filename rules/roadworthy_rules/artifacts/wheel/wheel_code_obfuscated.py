from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._twins import obfuscation_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def wheel_code_obfuscated(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds code that was made unreadable.

    PyPI refuses Python files with the marks of PyArmor or SourceDefender: nobody can see what such code does
    before it runs. Ship the source, or use another index.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/core.py" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/armour.txt" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```
    """
    yield from obfuscation_findings(wheel)
