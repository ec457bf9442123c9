from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import commands, parts, plugins


@rule(Severity.WARNING, since="0.1")
def entry_point_extras(pyproject: Pyproject) -> Iterator[Finding]:
    """An entry point requests an extra.

    Installers create the command whether or not the extra is installed, so the brackets have no effect. The
    entry points specification discourages them, and newer tools reject them. Delete the brackets. Import
    optional dependencies where they are used, and raise an error that says what to install.

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
                yield Finding(f"`{target}` requests {split['extras'].strip()}", here, fix)
