from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.python._pythons import allowed, wanted


@rule(Severity.NOTE, since="0.1", default=False)
def requires_python_capped(pyproject: Pyproject) -> Iterator[Finding]:
    """`requires-python` has an upper bound.

    On a newer Python, an installer does not report the bound: it installs the last release without one, which
    is older and no more likely to work. Delete the upper bound.

    The rule is off by default because some projects set the bound on purpose.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.11,<3.14"
    ```

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.11,<4"
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.11, !=3.12.0"
    ```
    """
    specifiers = wanted(pyproject)
    if specifiers is None or not allowed(specifiers):
        return
    for specifier in sorted(specifiers, key=str):
        if specifier.operator in ("<", "<="):
            here = pyproject.at("project", "requires-python")
            yield Finding(f"`{specifier}` is an upper bound that excludes newer Python versions", here)
