from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import subject


@rule(Severity.ERROR, since="0.1")
def bytecode_in_wheel(wheel: Wheel) -> Iterator[Finding]:
    """A wheel contains bytecode of modules that are also included as source.

    Bytecode matches one version of Python and reveals paths of the machine that compiled it. Installers
    compile their own. Clean the checkout and rebuild.

    The rule ignores modules that are distributed only as bytecode.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/__pycache__/__init__.cpython-312.pyc" = "" }
    ```

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/__init__.pyc" = "" }
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/_licensed.pyc" = "" }
    ```
    """
    names = {member.name for member in wheel.contents.members}
    found = [
        name
        for name in sorted(names)
        if name.endswith((".pyc", ".pyo"))
        and ("__pycache__/" in name or ".dist-info/" in name or f"{name[:-4]}.py" in names)
    ]
    if found:
        yield Finding(f"{subject(found, 'is', 'are')} bytecode", wheel.at(found[0]))
