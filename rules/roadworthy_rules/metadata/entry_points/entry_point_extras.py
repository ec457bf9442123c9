from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import commands, parts, plugins


@rule(Severity.WARNING, since="0.1")
def entry_point_extras(pyproject: Pyproject) -> Iterator[Finding]:
    """A command or an entry point asks for an extra.

    Installers put the command there whether or not the extra is installed, so that the brackets change
    nothing; the entry points specification discourages them, and newer readers do not take them. Import what
    is optional where it is used, and say by an error what to install.

    ```toml bad
    [project.scripts]
    demo = "demo.cli:main [plots]"
    ```
    ```toml fixed
    [project.scripts]
    demo = "demo.cli:main"
    ```
    ```toml good
    [project.scripts]
    demo = "demo.cli:main"
    ```
    """
    for found in (commands(pyproject), plugins(pyproject)):
        for here, target in found:
            split = parts(target)
            if split is not None and split["extras"]:
                bare = split["module"] + (f":{split['attribute']}" if split["attribute"] else "")
                fix = Fix("Remove the extras", Set(here, bare))
                yield Finding(f"`{target}` asks for {split['extras'].strip()}", here, fix)
