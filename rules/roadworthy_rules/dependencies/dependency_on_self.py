from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import DeclaredMetadata, Dependency, Finding, Severity, rule

#: Whose declarations become the metadata of the package.
_PUBLISHED = ("pyproject", "poetry", "flit", "setuptools")


@rule(Severity.ERROR, since="0.1")
def dependency_on_self(dependency: Dependency, declared: DeclaredMetadata) -> Iterator[Finding]:
    """The project depends on itself.

    Resolvers then search for another version of the project and may find none. Remove the requirement.

    The rule accepts extras that include other extras of the project, such as `demo[plot]`.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["Demo>=1", "numpy"]
    ```
    ```ini setup.cfg bad
    [metadata]
    name = demo
    [options]
    install_requires =
        demo
    ```
    ```toml good
    [project]
    name = "demo"
    [project.optional-dependencies]
    plot = ["matplotlib"]
    all = ["demo[plot]"]
    ```
    """
    name = declared.get(str, "name")
    published = dependency.manager in _PUBLISHED and dependency.kind in ("runtime", "extra")
    if name is None or not published or dependency.requirement is None:
        return
    if dependency.name == canonicalize_name(name[1]) and not dependency.requirement.extras:
        yield Finding(f"`{name[1]}` depends on itself", dependency.at)
