from collections.abc import Iterator, Mapping

from roadworthy import Finding, Pyproject, Severity, Wheel, rule
from roadworthy_rules.artifacts._shared import has_version
from roadworthy_rules.artifacts.entry_points._scripts import listing

_GROUPS = {"scripts": "console_scripts", "gui-scripts": "gui_scripts"}


@rule(Severity.WARNING, since="0.1")
def wheel_scripts_mismatch(wheel: Wheel, pyproject: Pyproject) -> Iterator[Finding]:
    """The scripts of a wheel differ from `pyproject.toml`.

    Users get missing or outdated commands. The wheel was built before `[project.scripts]` changed, or by a
    tool that does not read it. Rebuild the wheel.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    scripts = { demo = "demo.cli:main" }
    ```
    ```wheel bad
    ```

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    scripts = { demo = "demo.cli:main" }
    ```
    ```wheel bad
    entry_points = "[console_scripts]\\ndemo = demo.old:main"
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    scripts = { demo = "demo.cli:main" }
    ```
    ```wheel good
    entry_points = "[console_scripts]\\ndemo = demo.cli : main"
    ```

    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    ```
    ```wheel good
    entry_points = "[console_scripts]\\ndemo = demo.cli:main"
    ```
    """
    if wheel.dist_info.entry_points_fault or not has_version(wheel.filename.version, pyproject):
        return
    for table, group in _GROUPS.items():
        if pyproject.get(dict, "project", table) is None:
            continue
        stated = _plain({str(at.route[-1]): value for at, value in pyproject.each(str, "project", table)})
        found = _plain(wheel.dist_info.entry_points.get(group, {}))
        for name in sorted(stated.keys() | found.keys()):
            if stated.get(name) != found.get(name):
                ours, theirs = (f"`{one[name]}`" if name in one else "absent" for one in (found, stated))
                message = f"the script `{name}` is {ours}, and {theirs} in `pyproject.toml`"
                yield Finding(message, listing(wheel))


def _plain(targets: Mapping[str, str]) -> dict[str, str]:
    return {name: "".join(target.split()) for name, target in targets.items()}
