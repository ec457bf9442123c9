from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule
from roadworthy_rules.dependencies._shared import runtime_specifier


@rule(Severity.NOTE, since="0.1", default=False)
def dependency_upper_capped(dependency: Dependency) -> Iterator[Finding]:
    """A dependency has an upper bound.

    The project cannot be installed with a later version, though it may work, and users cannot lift the bound.
    Leave it out unless a version is known not to work.
    Opinions differ: the rule is off unless it is selected.

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
