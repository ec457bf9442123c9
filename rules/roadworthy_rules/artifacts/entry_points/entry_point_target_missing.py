import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import reachable
from roadworthy_rules.artifacts.entry_points._scripts import listing, scripts

_MODULE = re.compile(r"\s*([^\W\d]\w*(?:\.\w+)*)\s*:")


@rule(Severity.ERROR, since="0.1")
def entry_point_target_missing(wheel: Wheel) -> Iterator[Finding]:
    """The entry point of a script names a module that the wheel does not contain.

    The script is installed and fails with `ModuleNotFoundError` each time it runs. Correct
    `[project.scripts]`, or include the module in the wheel.

    The rule ignores modules of other packages if the wheel has dependencies.

    ```wheel bad
    entry_points = "[console_scripts]\\ndemo = demo.cli:main"
    ```

    ```wheel good
    files = { "demo/__init__.py" = "", "demo/cli.py" = "", "demo/run/__main__.py" = "" }
    entry_points = "[console_scripts]\\ndemo = demo.cli:main\\nrun = demo.run.__main__:main\\nx = x.cli:main"
    metadata = { Requires-Dist = "x" }
    ```
    """
    if not wheel.dist_info.entry_points:
        return
    names, modules = {member.name for member in wheel.contents.members}, reachable(wheel)
    required = wheel.metadata.headers.get("requires-dist")
    for group, name, target in scripts(wheel):
        found = _MODULE.match(target)
        top = found[1].partition(".")[0] if found else ""
        # Where nothing else is installed, the module belongs to no other distribution.
        if found is None or (f"{top}/__init__.py" not in names and required):
            continue
        path = found[1].replace(".", "/")
        if path not in modules:
            message = f"`{name}` in `{group}` is `{target}`, but the wheel has no `{found[1]}`"
            yield Finding(message, listing(wheel))
