from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule
from roadworthy_rules.dependencies._shared import runtime_specifier


@rule(Severity.NOTE, since="0.1", default=False)
def dependency_unbounded_lower(dependency: Dependency) -> Iterator[Finding]:
    """A dependency has no lower bound.

    Resolvers may choose an old version that does not work. Set the lower bound to the oldest version that you
    test.

    The rule is off by default because opinions differ.

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
