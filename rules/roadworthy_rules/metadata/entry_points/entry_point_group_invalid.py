import re
from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, has_placeholder, rule

_GROUP = re.compile(r"\w+(?:\.\w+)*")


@rule(Severity.ERROR, since="0.1", pypi=True)
def entry_point_group_invalid(pyproject: Pyproject) -> Iterator[Finding]:
    """The name of an entry point group is invalid.

    PyPI rejects the upload. A group name consists of words of letters, digits and underscores, separated by
    dots (entry points specification), such as `flask.commands`. Quote it in TOML: without quotes, each dot
    starts a new table.

    ```toml bad
    [project.entry-points."demo plugins"]
    one = "demo.one"

    [project.entry-points.my-plugins]
    two = "demo.two"
    ```
    ```toml good
    [project.entry-points."demo.plugins"]
    one = "demo.one"
    ```
    """
    for here, _ in pyproject.each(dict, "project", "entry-points"):
        name = str(here.route[-1])
        if not _GROUP.fullmatch(name) and not has_placeholder(name):
            yield Finding(f"`{name}` is not a valid name for an entry point group", here)
