from collections.abc import Iterator

from roadworthy import Dependency, Finding, Fix, Remove, Severity, parse_version, rule


@rule(Severity.NOTE, since="0.1")
def build_requires_wheel(dependency: Dependency, dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """`wheel` is an unnecessary build requirement of a setuptools project.

    setuptools requests `wheel` itself when it needs it, and builds wheels without it since version 70.1.
    Remove `wheel` from `requires`, unless `setup.py` imports it.

    ```toml bad
    [build-system]
    requires = ["setuptools>=77", "wheel"]
    build-backend = "setuptools.build_meta"
    ```
    ```toml fixed
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"
    ```

    ```toml good
    [build-system]
    requires = ["setuptools>=61", "wheel"]
    build-backend = "setuptools.build_meta"
    ```
    """
    if dependency.kind != "build" or dependency.name != "wheel" or dependency.requirement is None:
        return
    from packaging.version import Version

    for other in dependencies:
        if other.kind == "build" and other.name == "setuptools" and other.requirement:
            floors = [
                parse_version(s.version) for s in other.requirement.specifier if s.operator in (">=", "~=")
            ]
            if floors and max(floors) >= Version("70.1"):
                fix = Fix("Drop `wheel`", Remove(dependency.at), safe=False)
                yield Finding("`wheel` is not needed with this version of setuptools", dependency.at, fix)
