from collections.abc import Iterator

from roadworthy import Dependency, Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies._shared import normalised


@rule(Severity.ERROR, since="0.1")
def extra_undefined(dependency: Dependency, pyproject: Pyproject) -> Iterator[Finding]:
    """The project asks itself for an extra that it does not have.

    Installers only warn, and install nothing for it. Define the extra, or correct its name.

    ```toml bad
    [project]
    name = "demo"
    [project.optional-dependencies]
    plots = ["matplotlib"]
    all = ["demo[plot]"]
    ```
    ```toml good
    [project]
    name = "demo"
    [project.optional-dependencies]
    plot = ["matplotlib"]
    all = ["demo[Plot]"]
    ```
    """
    name, requirement = pyproject.get(str, "project", "name"), dependency.requirement
    dynamic = pyproject.get(list, "project", "dynamic") or []
    if (
        not name
        or dependency.manager != "pyproject"
        or "optional-dependencies" in dynamic
        or requirement is None
    ):
        return
    known = {
        normalised(str(at.route[-1])) for at, _ in pyproject.each(object, "project", "optional-dependencies")
    }
    if dependency.name == normalised(name):
        for extra in sorted(requirement.extras):
            if normalised(extra) not in known:
                yield Finding(f"`{name}` has no extra `{extra}`", dependency.at)
