from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import GROUPS, commands, parts, setup_entries


@rule(Severity.ERROR, since="0.1")
def entry_point_callable_missing(
    metadata: DeclaredMetadata, pyproject: Pyproject | None
) -> Iterator[Finding]:
    """A command's entry point names a module but no function.

    pip refuses to install it, because the generated script must call an object. Add `:` and the name of a
    function after the module.

    The rule ignores plugin entry points, which may name only a module.

    ```toml bad
    [project.scripts]
    demo = "demo.cli"
    ```
    ```toml fixed
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
    for here, target in commands(pyproject) if pyproject is not None else ():
        found = parts(target)
        if found is not None and not found["attribute"]:
            module = found["module"]
            fix = Fix(f"Call `{module}:main`", Set(here, f"{module}:main"), safe=False)
            yield Finding(f"`{target}` names no function to call", here, None if found["extras"] else fix)
    for here, group, _, target in setup_entries(metadata):
        found = parts(target)
        if found is not None and not found["attribute"] and group in GROUPS.values():
            yield Finding(f"`{target}` names no function to call", here)
