from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.tables._types import PROJECT, STANDARD

_MEANT = {"tools": "tool", "dependencies-groups": "dependency-groups", "buildsystem": "build-system"}


@rule(Severity.ERROR, since="0.1")
def top_level_table_unknown(pyproject: Pyproject) -> Iterator[Finding]:
    """`pyproject.toml` has an unknown table at the top level.

    Only `[build-system]`, `[project]`, `[dependency-groups]` and `[tool]` are allowed there; other names are
    reserved (PEP 518). No tool reads the table, so its values have no effect. Correct the spelling, or move
    settings of a tool to `[tool.NAME]`.

    ```toml bad
    [build_system]
    requires = ["hatchling"]

    [ruff]
    line-length = 100
    ```

    ```toml bad
    name = "demo"
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]

    [project]
    name = "demo"

    [dependency-groups]
    test = ["pytest"]

    [tool.ruff]
    line-length = 100
    ```
    """
    for here, value in pyproject.each(object):
        name = str(here.route[0])
        if name in STANDARD:
            continue
        near = name.lower().replace("_", "-")
        near = _MEANT.get(near, near)
        if near in STANDARD:
            intended = f"`[{near}]`"
        elif near in PROJECT:
            intended = f"`{near}` in `[project]`"
        else:
            intended = f"`[tool.{name}]`"
        what = f"`[{name}]` is not a table" if isinstance(value, (dict, list)) else f"`{name}` is not a key"
        yield Finding(f"{what} of the specification; did you mean {intended}?", here, arguments=(name,))
