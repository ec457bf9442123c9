import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts.entry_points._scripts import listing, scripts

_TARGET = re.compile(r"[^\W\d]\w*(\.\w+)*\s*:\s*[^\W\d]\w*(\.\w+)*\s*(\[.*\])?")


@rule(Severity.ERROR, since="0.1")
def entry_point_target_invalid(wheel: Wheel) -> Iterator[Finding]:
    """The entry point of a script in a wheel does not name a function.

    A script needs an object in a module, `package.module:function` (entry points specification). Installers
    refuse the whole wheel otherwise. Correct `[project.scripts]` and rebuild.

    ```wheel bad
    entry_points = "[console_scripts]\\ndemo = demo.cli"
    ```

    ```wheel bad
    entry_points = "[gui_scripts]\\ndemo = demo cli:main"
    ```

    ```wheel good
    entry_points = "[console_scripts]\\ndemo = demo.cli:App.main [x]\\n[plugins]\\nplugin = demo"
    ```
    """
    for group, name, target in scripts(wheel):
        if not _TARGET.fullmatch(target.strip()):
            message = f"`{name}` in `{group}` is `{target}`, not `module:function`"
            yield Finding(message, listing(wheel))
