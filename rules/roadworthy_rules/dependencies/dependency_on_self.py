from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Dependency, Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def dependency_on_self(dependency: Dependency, pyproject: Pyproject) -> Iterator[Finding]:
    """The project depends on itself.

    Resolvers then search for another version of the project and may find none. Remove the requirement.

    The rule accepts extras that include other extras of the project, such as `demo[plot]`.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["Demo>=1", "numpy"]
    ```
    ```toml good
    [project]
    name = "demo"
    [project.optional-dependencies]
    plot = ["matplotlib"]
    all = ["demo[plot]"]
    ```
    """
    name = pyproject.get(str, "project", "name")
    published = dependency.manager == "pyproject" and dependency.kind in ("runtime", "extra")
    if not name or not published or dependency.requirement is None:
        return
    if dependency.name == canonicalize_name(name) and not dependency.requirement.extras:
        yield Finding(f"`{name}` depends on itself", dependency.at)
