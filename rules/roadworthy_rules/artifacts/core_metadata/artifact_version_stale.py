from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Pyproject, Severity, rule
from roadworthy_rules.artifacts._shared import has_version


@rule(Severity.NOTE, since="0.1")
def artifact_version_stale(metadata: CoreMetadata, pyproject: Pyproject) -> Iterator[Finding]:
    """The version of a wheel or sdist in `dist/` differs from the project's.

    An upload of `dist/*` includes files from earlier builds, and PyPI never lets you replace a file. Delete
    the contents of `dist/` before you build.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```wheel bad
    version = "0.9"
    ```

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```sdist bad
    version = "0.9"
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```wheel good
    ```
    ```sdist good
    ```
    """
    version, stated = metadata.first("version"), pyproject.get(str, "project", "version")
    if stated is not None and version and not has_version(version, pyproject):
        yield Finding(f"has version {version}, but the project has {stated}", metadata.at())
