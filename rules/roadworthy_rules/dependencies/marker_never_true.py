import re
from collections.abc import Iterator

from roadworthy import Dependency, Finding, Fix, Pyproject, Remove, Severity, rule

_FLOOR = re.compile(r">=\s*3\.(\d{1,9})(\.\d+)*")
_BELOW = re.compile(r"python_version\s*(<=?)\s*(['\"])(\d{1,9})\.(\d{1,9})\2")


@rule(Severity.NOTE, since="0.1")
def marker_never_true(dependency: Dependency, pyproject: Pyproject) -> Iterator[Finding]:
    """The marker of a dependency excludes every supported Python version.

    The dependency is never installed. It is usually left over from an old Python version. Remove it.

    ```toml bad
    [project]
    requires-python = ">=3.10"
    dependencies = ["numpy", "tomli; python_version < '3.10'"]
    ```
    ```toml fixed
    [project]
    requires-python = ">=3.10"
    dependencies = ["numpy"]
    ```
    ```toml good
    [project]
    requires-python = ">=3.10"
    dependencies = ["tomli; python_version < '3.11'", "a; python_version <= '3.10'"]
    ```
    """
    floor = _FLOOR.match((pyproject.get(str, "project", "requires-python") or "").strip())
    marker = dependency.requirement.marker if dependency.requirement else None
    below = _BELOW.fullmatch(str(marker or ""))
    if floor is None or below is None or dependency.kind not in ("runtime", "extra"):
        return
    if dependency.manager != "pyproject":
        return
    last, lowest = (int(below[3]), int(below[4])), (3, int(floor[1]))
    if last < lowest or (below[1] == "<" and last == lowest):
        fix = Fix(f"Remove `{dependency.name}`", Remove(dependency.at))
        yield Finding(f"`{marker}` is false for every supported Python version", dependency.at, fix)
