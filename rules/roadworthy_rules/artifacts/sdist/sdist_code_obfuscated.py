from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import obfuscation_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_code_obfuscated(sdist: Sdist) -> Iterator[Finding]:
    """An sdist contains obfuscated code.

    PyPI rejects Python files with the markers of PyArmor or SourceDefender, because readers cannot see what
    such code does before they run it. Include the source code, or publish to another index.

    ```sdist bad
    files = { "src/demo/__init__.py" = "", "src/demo/core.py" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```

    ```sdist good
    files = { "src/demo/__init__.py" = "", "src/demo/armour.txt" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```
    """
    yield from obfuscation_findings(sdist)
