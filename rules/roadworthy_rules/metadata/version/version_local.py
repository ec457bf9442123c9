from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Severity, parse_version, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def version_local(declared: DeclaredMetadata) -> Iterator[Finding]:
    """The version has a local part, with which PyPI refuses every upload.

    What follows the `+` marks a build that differs from the public release of the same version, and only
    private indexes take it (the specification of version specifiers, local version identifiers). Release
    under a version without it.

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
