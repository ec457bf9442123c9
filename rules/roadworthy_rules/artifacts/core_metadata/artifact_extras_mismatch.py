from collections.abc import Iterator

from roadworthy import CoreMetadata, Finding, Pyproject, Severity, rule
from roadworthy_rules.artifacts._shared import extra_names, has_version


@rule(Severity.WARNING, since="0.1")
def artifact_extras_mismatch(metadata: CoreMetadata, pyproject: Pyproject) -> Iterator[Finding]:
    """The extras of a wheel or sdist differ from `pyproject.toml`.

    `pip install demo[extra]` then installs no extra dependencies. The archive was built before
    `optional-dependencies` changed, or by a tool that does not read them. Rebuild it.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    optional-dependencies = { plot = ["matplotlib"] }
    ```
    ```wheel bad
    ```

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    optional-dependencies = { plot = ["matplotlib"] }
    ```
    ```sdist bad
    metadata = { Provides-Extra = "plot\\nold" }
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    optional-dependencies = { "Plot.All" = ["matplotlib"], none = [] }
    ```
    ```wheel good
    metadata = { Provides-Extra = "plot-all" }
    ```
    """
    if not has_version(metadata.first("version"), pyproject):
        return
    tables = pyproject.get(dict, "project", "optional-dependencies")
    if tables is None:
        return
    # What an empty extra becomes differs from backend to backend.
    empty = extra_names(str(name) for name, items in tables.items() if not items)
    stated, found = extra_names(map(str, tables)), extra_names(metadata.headers.get("provides-extra", ()))
    for name in sorted(stated - found - empty):
        yield Finding(f"the extra `{name}` is in `pyproject.toml` but not in `Provides-Extra`", metadata.at())
    for name in sorted(found - stated):
        yield Finding(f"the extra `{name}` is in `Provides-Extra` but not in `pyproject.toml`", metadata.at())
