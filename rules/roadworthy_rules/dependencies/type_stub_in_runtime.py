from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule


@rule(Severity.WARNING, since="0.1")
def type_stub_in_runtime(dependency: Dependency) -> Iterator[Finding]:
    """Type stubs are a run-time dependency.

    Only type checkers read them, but everyone who installs the project gets them. Move them to a dependency
    group.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["requests", "types-requests"]
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["requests"]
    [dependency-groups]
    dev = ["types-requests", "pandas-stubs"]
    ```
    """
    published = dependency.manager in ("pyproject", "poetry", "flit", "setuptools")
    stub = dependency.name.startswith("types-") or dependency.name.endswith("-stubs")
    if published and dependency.kind == "runtime" and stub:
        yield Finding(
            f"`{dependency.name}` is only for type checkers but a run-time dependency", dependency.at
        )
