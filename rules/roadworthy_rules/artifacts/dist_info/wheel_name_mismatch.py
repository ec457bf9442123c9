from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule


@rule(Severity.ERROR, since="0.1", refused=True)
def wheel_name_mismatch(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's filename and its metadata name different projects.

    Installers find a wheel by its filename, and then refuse it for its metadata; PyPI refuses it at once. Do
    not rename wheels; build them again.

    ```wheel bad
    metadata = { Name = "other" }
    ```

    ```wheel good
    ```

    ```wheel good
    name = "Demo.Extra"
    ```
    """
    from packaging.utils import canonicalize_name

    for name in wheel.metadata.get("name", ())[:1]:
        if wheel.name and canonicalize_name(name) != wheel.name:
            message = f"the filename says `{wheel.name}`, the metadata `{name}`"
            yield Finding(message, wheel.at(f"{wheel.dist_info}/METADATA"))
