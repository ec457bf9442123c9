from collections.abc import Iterable, Iterator

from roadworthy import CoreMetadata, Finding, Pyproject, Severity, parse_requirement, rule
from roadworthy_rules.artifacts._shared import has_version


@rule(Severity.WARNING, since="0.1")
def artifact_dependencies_mismatch(metadata: CoreMetadata, pyproject: Pyproject) -> Iterator[Finding]:
    """The dependencies of a wheel or sdist differ from `pyproject.toml`.

    Installers use the requirements in the archive. It was built before `dependencies` changed, or by a tool
    that does not read them. Rebuild it.

    The rule compares names, not versions, because build backends rewrite versions.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["tool>=1", "other"]
    ```
    ```wheel bad
    metadata = { Requires-Dist = "tool>=1" }
    ```

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    dependencies = []
    ```
    ```sdist bad
    metadata = { Requires-Dist = "tool" }
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dependencies = ["Tool_Box >= 1.0"]
    ```
    ```wheel good
    metadata = { Requires-Dist = "tool-box>=1\\nextra; extra == 'x'" }
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dynamic = ["dependencies"]
    ```
    ```wheel good
    metadata = { Requires-Dist = "tool" }
    ```
    """
    if pyproject.get(list, "project", "dependencies") is None:
        return
    if not has_version(metadata.first("version"), pyproject):
        return
    stated = _names(value for _, value in pyproject.each(str, "project", "dependencies"))
    found = _names(metadata.headers.get("requires-dist", ()))
    if stated is None or found is None:
        return
    for name in sorted(stated - found):
        yield Finding(f"`{name}` is in `pyproject.toml` but not in `Requires-Dist`", metadata.at())
    for name in sorted(found - stated):
        yield Finding(f"`{name}` is in `Requires-Dist` but not in `pyproject.toml`", metadata.at())


def _names(requirements: Iterable[str]) -> set[str] | None:
    """Return what is required without an extra; nothing where a requirement is not valid."""
    from packaging.requirements import InvalidRequirement
    from packaging.utils import canonicalize_name

    try:
        parsed = [parse_requirement(text) for text in requirements]
    except InvalidRequirement:
        return None
    return {canonicalize_name(one.name) for one in parsed if "extra" not in str(one.marker or "")}
