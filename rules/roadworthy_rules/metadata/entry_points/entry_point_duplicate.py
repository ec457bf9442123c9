from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import commands


@rule(Severity.ERROR, since="0.1")
def entry_point_duplicate(pyproject: Pyproject) -> Iterator[Finding]:
    """A command is declared twice.

    `scripts` and `gui-scripts` both become files in one directory, and the one that is written last wins.
    Give the two different names.

    ```toml bad
    [project.scripts]
    demo = "demo.cli:main"

    [project.gui-scripts]
    demo = "demo.window:main"
    ```
    ```toml good
    [project.scripts]
    demo = "demo.cli:main"

    [project.gui-scripts]
    demo-window = "demo.window:main"
    ```
    """
    for here, _ in commands(pyproject):
        name = str(here.route[-1])
        if here.route[1] == "gui-scripts" and pyproject.has("project", "scripts", name):
            other = pyproject.at("project", "scripts", name)
            yield Finding(f"the command `{name}` is declared in `scripts` as well", here, related=(other,))
