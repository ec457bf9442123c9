from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule


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
    requirement = dependency.requirement
    if requirement is None or requirement.url or dependency.source or dependency.kind != "runtime":
        return
    if dependency.manager == "pyproject" and any(
        each.operator in ("<", "<=", "~=") for each in requirement.specifier
    ):
        yield Finding(f"`{dependency.name}` has an upper bound", dependency.at)
