from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import commands


@rule(Severity.ERROR, since="0.1")
def entry_point_duplicate(pyproject: Pyproject) -> Iterator[Finding]:
    """A command is declared in both `scripts` and `gui-scripts`.

    Both become files in the same directory, and the one written last wins. Rename one of them.

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
            yield Finding(f"the command `{name}` is also declared in `scripts`", here, related=(other,))
