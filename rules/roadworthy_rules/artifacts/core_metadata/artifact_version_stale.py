from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Pyproject, Severity, rule
from roadworthy_rules.artifacts._shared import has_version


@rule(Severity.NOTE, since="0.1")
def artifact_version_stale(metadata: CoreMetadata, pyproject: Pyproject) -> Iterator[Finding]:
    """A wheel or sdist in `dist/` is of another version than the project.

    An upload of `dist/*` takes along what lies there from an earlier build, and PyPI never lets a file be
    replaced. Empty `dist/` before you build.

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
        yield Finding(f"is of version {version}, and the project of {stated}", metadata.at())
