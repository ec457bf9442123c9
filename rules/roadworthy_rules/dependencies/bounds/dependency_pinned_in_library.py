from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Dependency, Finding, Profile, Pyproject, Severity, rule
from roadworthy_rules._names import named
from roadworthy_rules.dependencies._shared import is_published_library


@rule(Severity.WARNING, since="0.1")
def dependency_pinned_in_library(
    dependencies: tuple[Dependency, ...], profile: Profile, pyproject: Pyproject
) -> Iterator[Finding]:
    """A library pins a dependency to one exact version.

    Users cannot install it beside a package that needs another version, and get no security fixes. Require a
    range, and put exact versions into a lock file.

    The rule checks projects with a development status classifier that marks them as published. It ignores
    distributions of the same family, such as `demo-core` for `demo`, because they are released together.

    ```toml bad
    [project]
    name = "demo"
    classifiers = ["Development Status :: 4 - Beta"]
    dependencies = ["pandas==2.2.3"]
    ```
    ```toml good
    [project]
    name = "demo"
    classifiers = ["Development Status :: 4 - Beta"]
    dependencies = ["pandas>=2.2", "numpy==2.*", "demo-core==1.4.2"]
    ```

    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas==2.2.3"]
    ```
    """
    if not is_published_library(profile, pyproject):
        return
    own = canonicalize_name(pyproject.get(str, "project", "name") or "")
    pinned = [item for item in dependencies if item.manager == "pyproject" and _is_pinned(item, own)]
    if pinned:
        first, *others = pinned
        verb = "are" if others else "is"
        yield Finding(
            f"{named(item.name for item in pinned)} {verb} pinned in a library",
            first.at,
            related=tuple(item.at for item in others),
        )


def _is_pinned(item: Dependency, own: str) -> bool:
    requirement = item.requirement
    # What is released together may be pinned together.
    if item.name.startswith(f"{own}-") or own.startswith(f"{item.name}-"):
        return False
    if item.kind != "runtime" or requirement is None or requirement.specifier.prereleases:
        return False
    return any(
        each.operator in ("==", "===") and not each.version.endswith("*") for each in requirement.specifier
    )
