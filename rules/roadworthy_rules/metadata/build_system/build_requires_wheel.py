from collections.abc import Iterator

from roadworthy import Dependency, Finding, Fix, Remove, Severity, parse_version, rule


@rule(Severity.NOTE, since="0.1")
def build_requires_wheel(dependency: Dependency, dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """`wheel` is required to build with setuptools.

    setuptools never needed it to be named, since `get_requires_for_build_wheel` asks for it, and builds
    wheels by itself since 70.1. Drop it, unless `setup.py` imports it.

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
                yield Finding("`wheel` is not needed beside this setuptools", dependency.at, fix)
