from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._shared import leaves_project
from roadworthy_rules.metadata.readme._readme import readme_file


@rule(Severity.ERROR, since="0.1")
def readme_outside_project(pyproject: Pyproject) -> Iterator[Finding]:
    """The declared readme is outside the project.

    An sdist contains only files from the project's directory, so a build from it fails, and hatchling and
    Flit reject such a path (PEP 621). Add a readme beside `pyproject.toml`.

    ```toml bad
    [project]
    name = "demo"
    readme = "../README.md"
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { file = "/srv/demo/README.md", content-type = "text/markdown" }
    ```
    ```toml good
    [project]
    name = "demo"
    readme = { text = "See ../README.md.", content-type = "text/plain" }
    ```
    """
    found = readme_file(pyproject)
    if found is not None and leaves_project(found[1]):
        yield Finding(f"`{found[1]}` is outside the project", found[0])
