from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import commands, parts, plugins


@rule(Severity.ERROR, since="0.1")
def entry_point_value_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The value of an entry point is not an object reference.

    Build backends reject it, or the command fails when it starts. Write the dotted name of a module, then `:`
    and the dotted name of an object in it (entry points specification). File names, calls, and `-` instead of
    `_` are not allowed.

    ```toml bad
    [project.scripts]
    demo = "src/demo/cli.py:main"
    demo-train = "demo-train.cli:main"
    demo-test = "demo.cli:main()"
    ```

    ```toml bad
    [project.entry-points.pytest11]
    demo = "demo.plugin:"
    ```
    ```toml good
    [project.scripts]
    demo = "demo.cli:main"
    demo-app = "demo.cli : App.run"

    [project.entry-points.pytest11]
    demo = "demo.plugin"
    ```
    """
    for found in (commands(pyproject), plugins(pyproject)):
        for here, target in found:
            if parts(target) is None:
                yield Finding(f"`{target[:100]}` is not an object reference", here)
