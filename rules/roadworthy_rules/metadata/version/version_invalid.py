from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Pyproject, Severity, parse_version, rule
from roadworthy_rules.metadata._shared import stated


@rule(Severity.ERROR, since="0.1")
def version_invalid(declared: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The project's version is invalid.

    Build backends and package indexes reject versions that do not follow PEP 440, because tools could not
    tell which of two is newer. Use numbers with dots, optionally followed by `a1`, `b1`, `rc1`, `.post1` or
    `.dev1`.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0-final-2"
    ```

    ```toml bad
    [project]
    name = "demo"
    version = ""
    ```

    ```toml bad
    [tool.poetry]
    name = "demo"
    version = "one"
    ```

    ```ini setup.cfg bad
    [metadata]
    name = demo
    version = 1.0-final-2
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0rc1"
    ```

    ```toml good
    [project]
    name = "demo"
    version = "2026.1.0+internal"
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["version"]
    ```

    ```toml good
    [project]
    name = "demo"
    version = "{{ cookiecutter.version }}"
    ```
    """

    for here, version in stated(declared, pyproject, "version"):
        try:
            parse_version(version)
        except ValueError:  # `InvalidVersion`, and what thousands of digits raise.
            yield Finding(f"`{version}` is not a valid version" if version else "the version is empty", here)
