import re
from collections.abc import Iterator

from roadworthy import Finding, Severity, Wheel, rule
from roadworthy_rules.artifacts.entry_points._scripts import listing, scripts


@rule(Severity.ERROR, since="0.1", pypi=True)
def entry_points_invalid(wheel: Wheel) -> Iterator[Finding]:
    """A wheel's `entry_points.txt` cannot be parsed.

    Installers create scripts from this file, and applications find plugins in it (entry points
    specification). One invalid line makes all entries unreadable, and PyPI rejects the wheel. Correct the
    entry points in `pyproject.toml` and rebuild.

    ```wheel bad
    entry_points = "[console_scripts]\\ndemo"
    ```

    ```wheel bad
    entry_points = "demo = demo:main"
    ```

    ```wheel bad
    entry_points = "[console_scripts]\\nrun it = demo:main"
    ```

    ```wheel good
    entry_points = "[console_scripts]\\nrun-it.now = demo:main\\n[demo.plugins]\\na plugin: x = demo.plugin"
    ```
    """
    if wheel.dist_info.entry_points_fault:
        yield Finding(wheel.dist_info.entry_points_fault, listing(wheel))
    for group, name, _ in scripts(wheel):
        if not re.fullmatch(r"[\w.-]+", name):
            yield Finding(f"`{name}` in `{group}` is not a valid name for a script", listing(wheel))
