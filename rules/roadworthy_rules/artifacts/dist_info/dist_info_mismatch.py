from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, canonical_version, rule


@rule(Severity.ERROR, since="0.1", pypi=True, everywhere=True)
def dist_info_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """The name or version of a wheel's `.dist-info` directory differs from the filename.

    Installers look for the directory that the filename announces, and most refuse a wheel without it. Do not
    rename wheels; rebuild them.

    ```wheel bad
    info = "other-1.0.dist-info"
    ```

    ```wheel bad
    info = "demo-1.1.dist-info"
    ```

    ```wheel good
    ```

    ```wheel good
    name = "Demo.Extra"
    ```

    ```wheel good
    info = "Demo-1.0.0.dist-info"
    ```
    """
    from packaging.utils import canonicalize_name

    if wheel.dist_info.directory is None or not wheel.filename.name:
        return
    name, _, version = wheel.dist_info.directory.removesuffix(".dist-info").partition("-")
    same = canonical_version(version[:255]) == canonical_version(wheel.filename.version)
    if canonicalize_name(name) != wheel.filename.name or not same:
        named = f"{wheel.filename.name} {wheel.filename.version}"
        message = f"the filename has `{named}`, but the directory is `{wheel.dist_info.directory}`"
        yield Finding(message, wheel.at(wheel.dist_info.directory))
