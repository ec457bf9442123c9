from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.python._pythons import allowed, wanted


@rule(Severity.NOTE, since="0.1", default=False)
def requires_python_capped(pyproject: Pyproject) -> Iterator[Finding]:
    """`requires-python` has an upper limit.

    An installer that meets an upper limit on a newer Python does not say so: it goes back to the last release
    without the limit, which is older and no better. Many projects leave the limit out for that reason, others
    set it on purpose, so this rule is off unless it is selected.

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
            yield Finding(f"`{specifier}` is an upper limit, which shuts out newer Pythons", here)
