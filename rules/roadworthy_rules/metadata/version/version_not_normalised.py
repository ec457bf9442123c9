from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, parse_version, rule
from roadworthy_rules.metadata._shared import declared


@rule(Severity.NOTE, since="0.1")
def version_not_normalised(pyproject: Pyproject) -> Iterator[Finding]:
    """The version is not normalized.

    Build backends normalize the version in filenames and metadata (PEP 440), so they differ from this file,
    your tags and your changelog. Write the normalized version.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0-alpha1"
    ```
    ```toml fixed
    [project]
    name = "demo"
    version = "1.0a1"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0.0.dev3"
    ```

    ```toml good
    [project]
    name = "demo"
    version = "2026.01.05"
    ```
    """
    from packaging.version import InvalidVersion

    for at, text in declared(pyproject, "version"):
        try:
            normal = str(parse_version(text))
        except InvalidVersion:
            continue
        # Calendar versions are padded on purpose, and no reader takes them for another version.
        if normal != text and normal != ".".join(part.lstrip("0") or "0" for part in text.split(".")):
            yield Finding(
                f"`{text}` is `{normal}` when normalized", at, Fix(f"Write `{normal}`", Set(at, normal))
            )
