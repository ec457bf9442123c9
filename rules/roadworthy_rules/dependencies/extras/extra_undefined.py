from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Dependency, Finding, Pyproject, Severity, rule


@rule(Severity.ERROR, since="0.1")
def extra_undefined(pyproject: Pyproject, dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """The project requires one of its own extras that is not defined.

    Installers print a warning and install nothing for it. Define the extra, or correct its name.

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
    name = canonicalize_name(pyproject.get(str, "project", "name") or "")
    dynamic = pyproject.get(list, "project", "dynamic") or []
    if not name or "optional-dependencies" in dynamic:
        return
    extras = pyproject.each(object, "project", "optional-dependencies")
    known = {canonicalize_name(str(at.route[-1])) for at, _ in extras}
    for dependency in dependencies:
        if dependency.manager != "pyproject" or dependency.name != name or dependency.requirement is None:
            continue
        for extra in sorted(dependency.requirement.extras):
            if canonicalize_name(extra) not in known:
                yield Finding(f"`{name}` has no extra `{extra}`", dependency.at)
