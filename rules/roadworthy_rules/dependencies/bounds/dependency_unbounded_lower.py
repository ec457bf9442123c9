from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule
from roadworthy_rules.dependencies._shared import runtime_specifier


@rule(Severity.NOTE, since="0.1", default=False)
def dependency_unbounded_lower(dependency: Dependency) -> Iterator[Finding]:
    """A dependency has no lower bound.

    Resolvers may take a version that never worked. Name the oldest one that you test.
    Opinions differ: the rule is off unless it is selected.

    ```toml bad
    [project]
    dependencies = ["numpy<3"]
    ```
    ```toml good
    [project]
    dependencies = ["numpy>=1.26"]
    ```
    """
    specifier = runtime_specifier(dependency)
    if specifier is not None and not any(one.operator in (">=", ">", "==", "===", "~=") for one in specifier):
        yield Finding(f"`{dependency.name}` has no lower bound", dependency.at)
