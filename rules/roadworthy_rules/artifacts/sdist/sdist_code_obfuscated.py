from collections.abc import Iterator

from roadworthy import Finding, Sdist, Severity, rule
from roadworthy_rules.artifacts._twins import obfuscation_findings


@rule(Severity.ERROR, since="0.1", pypi=True)
def sdist_code_obfuscated(sdist: Sdist) -> Iterator[Finding]:
    """An sdist holds code that was made unreadable.

    PyPI refuses Python files with the marks of PyArmor or SourceDefender: nobody can see what such code does
    before it runs. Ship the source, or use another index.

    ```sdist bad
    files = { "src/demo/__init__.py" = "", "src/demo/core.py" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```

    ```sdist good
    files = { "src/demo/__init__.py" = "", "src/demo/armour.txt" = "__pyarmor\x5f_(__name__, __file__, b'')" }
    ```
    """
    yield from obfuscation_findings(sdist)
