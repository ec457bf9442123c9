import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, WheelCode, rule
from roadworthy_rules.artifacts._shared import reachable
from roadworthy_rules.artifacts.entry_points._scripts import listing, scripts

_TARGET = re.compile(r"\s*([^\W\d]\w*(?:\.\w+)*)\s*:\s*([^\W\d]\w*)")


@rule(Severity.ERROR, since="0.1")
def entry_point_attribute_missing(code: WheelCode) -> Iterator[Finding]:
    """The entry point of a script names a function that its module does not define.

    The script is installed and fails with `AttributeError` each time it runs. Correct `[project.scripts]`, or
    rename the function.

    The rule ignores modules that define names at run time: with `__getattr__`, `globals()` or `import *`.

    ```wheel bad
    files = { "demo/__init__.py" = "", "demo/cli.py" = "def run(): ...\\n" }
    entry_points = "[console_scripts]\\ndemo = demo.cli:main"
    ```

    ```wheel good
    files = { "demo/__init__.py" = "from .cli import main\\n", "demo/cli.py" = "main = print\\n" }
    entry_points = "[console_scripts]\\na = demo.cli:main\\nb = demo:main\\nc = other:main"
    ```

    ```wheel good
    files = { "demo/__init__.py" = "from .cli import *\\n" }
    entry_points = "[console_scripts]\\ndemo = demo:main"
    ```
    """
    wheel = code.wheel
    if not wheel.dist_info.entry_points:
        return
    names = {module.name: module.names for module in code.modules if module.names is not None}
    modules = reachable(wheel)
    for group, name, target in scripts(wheel):
        found = _TARGET.match(target)
        if found is None or found[1] not in names:
            continue
        # A module of a package becomes its attribute once something imports it.
        inner = f"{found[1]}.{found[2]}".replace(".", "/")
        if found[2] not in names[found[1]] and inner not in modules:
            message = f"`{name}` in `{group}` is `{target}`, but `{found[1]}` has no `{found[2]}`"
            yield Finding(message, listing(wheel))
