from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, canonical_version, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def dist_info_not_normalised(wheel: Wheel) -> Iterator[Finding]:
    """The spelling of a wheel's `.dist-info` directory differs from the filename.

    PyPI looks for `WHEEL` in a directory that is spelled exactly like the filename, and rejects the wheel if
    it is missing. Most installers are more lenient. Rebuild the wheel with a newer build backend.

    ```wheel bad
    info = "Demo-1.0.dist-info"
    ```

    ```wheel good
    ```

    ```wheel good
    name = "Demo.Extra"
    ```
    """
    if wheel.dist_info.directory is None or not wheel.filename.name:
        return
    wanted = "-".join(wheel.filename.text.split("-")[:2]) + ".dist-info"
    if wheel.dist_info.directory != wanted and _key(wheel.dist_info.directory) == _key(wanted):
        message = f"the directory is `{wheel.dist_info.directory}` instead of `{wanted}`"
        yield Finding(message, wheel.at(wheel.dist_info.directory))


def _key(directory: str) -> tuple[str, str]:
    from packaging.utils import canonicalize_name

    name, _, version = directory.removesuffix(".dist-info").partition("-")
    return canonicalize_name(name), canonical_version(version[:255])
