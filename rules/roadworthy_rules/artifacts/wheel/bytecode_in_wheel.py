from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import subject


@rule(Severity.ERROR, since="0.1")
def bytecode_in_wheel(wheel: Wheel) -> Iterator[Finding]:
    """A wheel holds bytecode of modules that it also holds as source.

    Bytecode fits one version of Python and gives away paths of the machine that compiled it; installers write
    their own, over the wheel's. Clean the checkout and build again. Modules that are shipped as bytecode only
    are no fault.

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
