from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Dependency, Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1", pypi=True)
def dependency_direct_url(
    dependency: Dependency, pyproject: Pyproject | None, metadata: DeclaredMetadata | None
) -> Iterator[Finding]:
    """A published dependency is a URL.

    PyPI rejects a project whose dependencies or extras contain a URL or a repository, because the content
    behind it may change. Publish the dependency and require a version. For development, move the URL to
    `[tool.uv.sources]` or a dependency group, which are not published.

    ```toml bad
    [build-system]
    requires = ["hatchling"]

    [project]
    name = "demo"
    dependencies = ["churn-core @ git+https://github.com/example/churn-core@v1.2"]
    ```

    ```toml bad
    [build-system]
    requires = ["hatchling"]

    [project.optional-dependencies]
    gpu = ["fast-ops @ https://example.com/fast_ops-1.0.tar.gz"]
    ```
    ```toml good
    [build-system]
    requires = ["hatchling", "demo-hooks @ https://example.com/demo_hooks-1.0.tar.gz"]

    [project]
    name = "demo"
    dependencies = ["churn-core>=1.2"]

    [dependency-groups]
    dev = ["demo-testing @ git+https://github.com/example/demo-testing"]

    [tool.uv.sources]
    churn-core = { path = "../churn-core" }
    ```

    ```toml good
    [build-system]
    requires = ["hatchling"]

    [project]
    name = "demo"
    classifiers = ["Private :: Do Not Upload"]
    dependencies = ["churn-core @ git+https://github.com/example/churn-core@v1.2"]
    ```

    ```toml good
    [project]
    name = "scripts-that-are-never-built"
    dependencies = ["churn-core @ git+https://github.com/example/churn-core@v1.2"]
    ```
    """
    if dependency.manager not in ("pyproject", "setuptools") or dependency.kind not in ("runtime", "extra"):
        return
    if dependency.manager == "pyproject":
        published = pyproject is not None and pyproject.is_package and pyproject.has("build-system")
    else:
        published = metadata is not None
    given = metadata.each(list, "classifiers") if metadata is not None else ()
    private = any(str(text).startswith("Private ::") for _, texts in given for text in texts)
    url = dependency.requirement.url if dependency.requirement is not None else None
    # `dependency-on-local-file` reports files.
    if published and not private and url and not url.startswith("file:"):
        yield Finding(f"`{dependency.name}` is required from a URL", dependency.at)
