from collections.abc import Iterator

from roadworthy import Dependency, Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def dependency_on_local_file(dependency: Dependency, pyproject: Pyproject) -> Iterator[Finding]:
    """A published dependency is a local file.

    The wheel contains the path, so the installation fails on every other machine. Require the distribution by
    name. For development, declare the path in `[tool.uv.sources]` or a dependency group, which are not
    published.

    ```toml bad
    [build-system]
    requires = ["hatchling"]

    [project]
    name = "demo"
    dependencies = ["fast-ops @ file:///home/example/fast-ops"]
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]

    [project]
    name = "demo"
    dependencies = ["fast-ops"]

    [dependency-groups]
    dev = ["fast-checks @ file:///opt/fast-checks"]

    [tool.uv.sources]
    fast-ops = { path = "../fast-ops" }
    ```

    ```toml good
    [build-system]
    requires = ["hatchling"]

    [project]
    name = "demo"
    dependencies = ["fast-ops @ {root:uri}/fast-ops"]
    ```
    """
    if dependency.manager not in ("pyproject", "setuptools") or dependency.kind not in ("runtime", "extra"):
        return
    url = dependency.requirement.url if dependency.requirement is not None else None
    # hatchling puts the path in at build time where the text asks for it.
    local = url is not None and url.startswith("file:") and "{" not in url
    if local and pyproject.is_package and pyproject.has("build-system"):
        yield Finding(f"`{dependency.name}` is required from the path `{url}`", dependency.at)
