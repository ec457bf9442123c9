from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, rule
from roadworthy_rules.metadata._shared import leaves_project
from roadworthy_rules.metadata.readme._readme import readme_file


@rule(Severity.ERROR, since="0.1")
def readme_file_missing(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """The declared readme file does not exist.

    Build backends read it into the long description (PEP 621) and stop if it is missing. Correct the path.
    Check upper and lower case, because most build machines are case-sensitive. The rule ignores projects with
    a metadata hook of hatchling, whose code may write the file.

    ```toml bad
    [project]
    name = "demo"
    readme = "README.rst"
    ```
    ```markdown README.md bad
    # Demo
    ```

    ```toml bad
    [project]
    name = "demo"
    readme = { file = "docs/about.md", content-type = "text/markdown" }
    ```
    ```toml good
    [project]
    name = "demo"
    readme = "README.md"
    ```
    ```markdown README.md good
    # Demo
    ```

    ```toml good
    [project]
    name = "demo"
    dynamic = ["readme"]
    ```

    ```toml good
    [project]
    name = "demo"
    readme = "build/README.md"

    [tool.hatch.metadata.hooks.custom]
    path = "tools/readme.py"
    ```
    """
    found = readme_file(pyproject)
    if found is None or leaves_project(found[1]) or pyproject.has("tool", "hatch", "metadata", "hooks"):
        return
    at, path = found
    if not tree.exists(path.removeprefix("./")):
        yield Finding(f"`{path}` does not exist", at)
