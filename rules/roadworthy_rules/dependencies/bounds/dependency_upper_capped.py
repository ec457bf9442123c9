from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule
from roadworthy_rules.dependencies._shared import runtime_specifier


@rule(Severity.NOTE, since="0.1", default=False)
def dependency_upper_capped(dependency: Dependency) -> Iterator[Finding]:
    """A dependency has an upper bound.

    Users cannot install the project with a later version, even if it works. Remove the bound, unless you know
    a version that does not work.

    The rule is off by default because opinions differ.

    ```toml bad
    [project]
    dependencies = ["numpy>=1,<3"]
    ```
    ```toml good
    [project]
    dependencies = ["numpy>=1.26"]
    ```
    """
    specifier = runtime_specifier(dependency)
    if specifier is not None and any(one.operator in ("<", "<=", "~=") for one in specifier):
        yield Finding(f"`{dependency.name}` has an upper bound", dependency.at)
