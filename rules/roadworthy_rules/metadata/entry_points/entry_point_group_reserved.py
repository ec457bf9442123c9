from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Remove, Set, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import GROUPS


@rule(Severity.ERROR, since="0.1")
def entry_point_group_reserved(pyproject: Pyproject) -> Iterator[Finding]:
    """A command is declared under `[project.entry-points]`.

    Build backends must reject the groups `console_scripts` and `gui_scripts` there (PEP 621). Move commands
    to `[project.scripts]` or `[project.gui-scripts]`.

    ```toml bad
    [project]
    name = "demo"

    [project.entry-points.console_scripts]
    demo = "demo.cli:main"
    ```
    ```toml fixed
    [project]
    name = "demo"

    [project.scripts]
    demo = "demo.cli:main"
    ```
    ```toml good
    [project.scripts]
    demo = "demo.cli:main"

    [project.entry-points.pytest11]
    demo = "demo.plugin"
    ```
    """
    for table, group in GROUPS.items():
        here = pyproject.at("project", "entry-points", group)
        if not pyproject.has(*here.route):
            continue
        entries = {str(at.route[-1]): text for at, text in pyproject.each(str, *here.route)}
        taken = [name for name in entries if pyproject.has("project", table, name)]
        whole = pyproject.get(dict, *here.route)
        fix = None
        if entries and not taken and len(entries) == len(whole or ()):
            new = pyproject.at("project", table)
            moved = [Set(new / name, text) for name, text in entries.items()]
            fix = Fix(f"Move it to `[project.{table}]`", Remove(here), *moved)
        yield Finding(f"the group `{group}` belongs in `[project.{table}]`", here, fix)
