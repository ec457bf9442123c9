import re
from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import commands, plugins

_COMMAND = re.compile(r"[\w.-]+")
_ENTRY = re.compile(r"[^=\[\s]([^=\r\n]*[^=\s])?")


@rule(Severity.ERROR, since="0.1", pypi=True)
def entry_point_name_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The name of a command or an entry point is not valid.

    PyPI refuses the upload, and installers cannot make a file of such a name. A command's name is made of
    letters, digits, `-`, `_` and `.`; that of another entry point may hold anything but `=`, and does not
    start with `[` nor start or end with a space (the entry points specification).

    ```toml bad
    [project.scripts]
    "demo train" = "demo.cli:train"
    "tools/demo" = "demo.cli:main"
    ```

    ```toml bad
    [project.entry-points.demo]
    "a=b" = "demo.plugin"
    ```
    ```toml good
    [project.scripts]
    demo-train = "demo.cli:train"

    [project.entry-points.demo]
    "one plugin" = "demo.plugin"
    ```
    """
    for found, valid in ((commands(pyproject), _COMMAND), (plugins(pyproject), _ENTRY)):
        for here, _ in found:
            name = str(here.route[-1])
            if not valid.fullmatch(name):
                yield Finding(f"`{name}` is not a valid name of an entry point", here)
