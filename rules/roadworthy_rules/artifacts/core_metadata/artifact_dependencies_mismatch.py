from collections.abc import Iterable, Iterator

from roadworthy import CoreMetadata, Finding, Pyproject, Severity, parse_requirement, rule
from roadworthy_rules.artifacts._shared import has_version


@rule(Severity.WARNING, since="0.1")
def artifact_dependencies_mismatch(metadata: CoreMetadata, pyproject: Pyproject) -> Iterator[Finding]:
    """A wheel or sdist requires other distributions than pyproject.toml.

    It was built before `dependencies` was changed, or by something that does not read it, and installers go
    by what is in the archive. Build it again. Names are compared, and not versions, which backends rewrite.

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
        yield Finding(f"`{name}` is in pyproject.toml, but not in `Requires-Dist`", metadata.at())
    for name in sorted(found - stated):
        yield Finding(f"`Requires-Dist` names `{name}`, but pyproject.toml does not", metadata.at())


def _names(requirements: Iterable[str]) -> set[str] | None:
    """Return what is required without an extra; nothing where a requirement is not valid."""
    from packaging.requirements import InvalidRequirement
    from packaging.utils import canonicalize_name

    try:
        parsed = [parse_requirement(text) for text in requirements]
    except InvalidRequirement:
        return None
    return {canonicalize_name(one.name) for one in parsed if "extra" not in str(one.marker or "")}
