from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Repository, Severity, rule

_ELSEWHERE = (".github/readme", "docs/readme")


@rule(Severity.WARNING, since="0.1")
def readme_missing(repository: Repository, pyproject: Pyproject | None) -> Iterator[Finding]:
    """There is no README.

    It is what a new colleague opens first, and what an index shows of a package: without one nobody knows
    what the project is for, how to run it, or whom to ask. Write a `README.md` that says so.

    ```toml bad
    [project]
    name = "demo"
    ```
    An empty one says as little.

    ```text README.md bad
    ```
    ```text README.rst good
    Demo
    ====
    ```
    It may have another name, or another place that a forge shows.

    ```toml good
    [project]
    name = "demo"
    readme = "overview.md"
    ```
    ```toml good
    [project]
    name = "demo"
    ```
    ```text docs/README.md good
    # Demo
    ```
    """
    found = repository.named("README")
    if found and repository.files.get(found) == 0:
        yield Finding(f"`{found}` is empty", Location(found))
    declared = pyproject is not None and pyproject.has("project", "readme")
    elsewhere = any(path.lower().startswith(_ELSEWHERE) for path in repository.files)
    if not (found or declared or elsewhere):
        yield Finding("there is no README", repository.place)
