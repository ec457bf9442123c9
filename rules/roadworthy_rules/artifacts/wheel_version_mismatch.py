from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, parse_version, rule


@rule(Severity.ERROR, since="0.1", refused=True)
def wheel_version_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename and its metadata name different versions.

    Installers choose a wheel by its filename, and then refuse it for its metadata; PyPI refuses it at once.
    Do not rename wheels; build them again.

    ```wheel bad
    metadata = { Version = "1.1" }
    ```

    ```wheel good
    ```

    ```wheel good
    version = "1.0.0"
    metadata = { Version = "1.0" }
    ```
    """
    from packaging.version import InvalidVersion

    for said in wheel.metadata.get("version", ())[:1]:
        try:
            same = not wheel.version or parse_version(said) == parse_version(wheel.version)
        except InvalidVersion:
            continue
        if not same:
            message = f"the filename says `{wheel.version}`, the metadata `{said}`"
            yield Finding(message, wheel.at(f"{wheel.dist_info}/METADATA"))
