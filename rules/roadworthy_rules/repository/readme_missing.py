from collections.abc import Iterator

from roadworthy import Finding, Location, Pyproject, Repository, Severity, rule

_ELSEWHERE = (".github/readme", "docs/readme")


@rule(Severity.WARNING, since="0.1")
def readme_missing(repository: Repository, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The project has no README.

    A new colleague opens the README first, and PyPI shows it as the description. Without it, readers cannot
    tell what the project does, how to run it, or whom to ask. Write a `README.md` that answers these
    questions.

    ```toml bad
    [project]
    name = "demo"
    ```

    An empty README is reported too.

    ```text README.md bad
    ```
    ```text README.rst good
    Demo
    ====
    ```

    The README may have another name, or be in another place where GitHub shows it.

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
    declared = pyproject is not None and pyproject.has("project", "readme")
    is_part = bool(repository.prefix) and not repository.is_whole
    if found and repository.files.get(found) == 0 and (declared or not is_part):
        yield Finding(f"`{found}` is empty", Location(found))
    elsewhere = any(path.lower().startswith(_ELSEWHERE) for path in repository.files)
    # A part of a larger work tree is described at its top.
    if not (found or declared or elsewhere or is_part):
        yield Finding("there is no README", repository.place)
