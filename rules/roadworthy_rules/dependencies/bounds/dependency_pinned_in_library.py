from collections.abc import Iterator

from packaging.utils import canonicalize_name

from roadworthy import Dependency, Finding, Profile, Pyproject, Severity, rule
from roadworthy_rules.dependencies._shared import is_published_library


@rule(Severity.WARNING, since="0.1")
def dependency_pinned_in_library(
    dependency: Dependency, profile: Profile, pyproject: Pyproject
) -> Iterator[Finding]:
    """A library requires one exact version.

    It cannot be installed next to anything that needs another version, nor gets a security fix. Require a
    range, and put exact versions into a lock file. It is reported for what says by a classifier of its
    development status that it is published.

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
    if not is_published_library(profile, pyproject) or dependency.manager != "pyproject":
        return
    requirement = dependency.requirement
    # What is released together may be pinned together.
    own = canonicalize_name(pyproject.get(str, "project", "name") or "")
    if dependency.name.startswith(f"{own}-") or own.startswith(f"{dependency.name}-"):
        return
    if dependency.kind == "runtime" and requirement and not requirement.specifier.prereleases:
        for each in requirement.specifier:
            if each.operator in ("==", "===") and not each.version.endswith("*"):
                yield Finding(
                    f"`{dependency.name}` is pinned to `{each.version}` in a library", dependency.at
                )
