import re
from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata.entry_points._entries import GROUPS, commands, plugins, setup_entries

_COMMAND = re.compile(r"[\w.-]+")
_ENTRY = re.compile(r"[^=\[\s]([^=\r\n]*[^=\s])?")


@rule(Severity.ERROR, since="0.1", pypi=True)
def entry_point_name_invalid(metadata: DeclaredMetadata, pyproject: Pyproject | None) -> Iterator[Finding]:
    """The name of an entry point is invalid.

    PyPI rejects the upload, and installers cannot create a file with some of these names. Rename it. A
    command's name may contain letters, digits, `-`, `_` and `.`. Other entry points may contain anything
    except `=`, but may not start with `[`, or start or end with a space (entry points specification).

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
    found = [(here, str(here.route[-1]), _COMMAND) for here, _ in commands(pyproject)] if pyproject else []
    found += [(here, str(here.route[-1]), _ENTRY) for here, _ in plugins(pyproject)] if pyproject else []
    for here, group, name, _ in setup_entries(metadata):
        found.append((here, name, _COMMAND if group in GROUPS.values() else _ENTRY))
    for here, name, valid in found:
        if not valid.fullmatch(name):
            yield Finding(f"`{name}` is not a valid name for an entry point", here)
