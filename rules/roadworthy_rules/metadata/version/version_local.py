from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Severity, parse_version, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def version_local(declared: DeclaredMetadata) -> Iterator[Finding]:
    """The version has a local part, so PyPI rejects every upload.

    The part after `+` marks a build that differs from the public release with the same version, and only
    private indexes accept it (version specifiers specification). Remove the local part before you release.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0+cu118"
    ```

    ```ini setup.cfg bad
    [metadata]
    name = demo
    version = 1.0+cu118
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0.post1"
    ```
    """
    from packaging.version import InvalidVersion

    for place, text in declared.each(str, "version"):
        try:
            version = parse_version(text)
        except InvalidVersion:
            continue  # `version-invalid` says so
        if version.local:
            yield Finding(f"`{text}` has the local part `+{version.local}`", place)
