from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Pyproject, Severity, parse_specifiers, rule
from roadworthy_rules.artifacts._shared import has_version


@rule(Severity.WARNING, since="0.1")
def artifact_python_mismatch(metadata: CoreMetadata, pyproject: Pyproject) -> Iterator[Finding]:
    """The `Requires-Python` of a wheel or sdist differs from `pyproject.toml`.

    Installers use the requirement in the archive. It was built before `requires-python` changed, or by a tool
    that does not read it. Rebuild it.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    requires-python = ">=3.10"
    ```
    ```wheel bad
    metadata = { Requires-Python = ">=3.8" }
    ```

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    requires-python = ">=3.10"
    ```
    ```sdist bad
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    requires-python = ">=3.10,<4"
    ```
    ```wheel good
    metadata = { Requires-Python = "<4, >=3.10" }
    ```
    """
    from packaging.specifiers import InvalidSpecifier

    stated = pyproject.get(str, "project", "requires-python")
    if stated is None or not has_version(metadata.first("version"), pyproject):
        return
    found = metadata.first("requires-python")
    try:
        same = parse_specifiers(stated) == parse_specifiers(found)
    except InvalidSpecifier:
        return
    if not same:
        built = f"`Requires-Python` is `{found}`" if found else "`Requires-Python` is missing"
        yield Finding(f"{built}, but `pyproject.toml` has `{stated}`", metadata.at())
