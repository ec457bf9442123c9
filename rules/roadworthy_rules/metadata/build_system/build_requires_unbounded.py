from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule


@rule(Severity.WARNING, since="0.1")
def build_requires_unbounded(dependency: Dependency) -> Iterator[Finding]:
    """`uv_build` is required without an upper bound.

    uv_build has the version numbers of uv, and a later version may build the project differently. Its
    documentation asks for an upper bound, and uv warns without one. Write, for example,
    `uv_build>=0.9.2,<0.10`.

    ```toml bad
    [build-system]
    requires = ["uv_build>=0.9.2"]
    build-backend = "uv_build"
    ```
    ```toml good
    [build-system]
    requires = ["uv_build>=0.9.2,<0.10"]
    build-backend = "uv_build"
    ```

    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"
    ```
    """
    requirement = dependency.requirement
    if dependency.kind != "build" or dependency.name != "uv-build" or requirement is None or requirement.url:
        return
    if not any(item.operator in ("<", "<=", "==", "===", "~=") for item in requirement.specifier):
        yield Finding(f"`{dependency.text}` has no upper bound", dependency.at)
