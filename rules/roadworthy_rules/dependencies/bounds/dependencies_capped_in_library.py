from collections.abc import Iterator

from roadworthy import Dependency, Finding, Location, Profile, Pyproject, Severity, agreeing, rule
from roadworthy_rules.dependencies._shared import is_published_library

_FEWEST = 4


@rule(Severity.NOTE, since="0.1")
def dependencies_capped_in_library(
    dependencies: tuple[Dependency, ...], profile: Profile, pyproject: Pyproject
) -> Iterator[Finding]:
    """A library excludes future versions of most of its dependencies.

    Users cannot install it together with a newer version, even if it would work, and only a new release of
    the library can change that. Remove the upper bounds except for versions known to break, and run CI with
    the newest versions.

    The rule checks projects with a classifier that marks them as published, and with at least four
    dependencies.

    ```toml bad
    [project]
    name = "demo"
    classifiers = ["Development Status :: 4 - Beta"]
    dependencies = ["numpy>=1.26,<2", "pandas~=2.2", "scipy<1.12", "joblib>=1.2,<2", "tqdm"]
    ```
    ```toml good
    [project]
    name = "demo"
    classifiers = ["Development Status :: 4 - Beta"]
    dependencies = ["numpy>=1.26,<3", "pandas>=2.2", "scipy", "joblib>=1.2,<2", "tqdm"]
    ```
    """
    if not is_published_library(profile, pyproject):
        return
    runtime = [
        one for one in dependencies if one.kind == "runtime" and one.manager in ("pyproject", "poetry")
    ]
    capped = [one for one in runtime if _is_capped(one)]
    if len(runtime) >= _FEWEST and len(capped) * 2 > len(runtime):
        have = agreeing(len(capped), "has", "have")
        yield Finding(
            f"{len(capped)} of {len(runtime)} dependencies {have} an upper bound",
            Location(runtime[0].at.file, runtime[0].at.route[:-1]),
        )


def _is_capped(dependency: Dependency) -> bool:
    wanted = dependency.requirement
    # One exact version is `dependency-pinned-in-library`.
    return wanted is not None and any(one.operator in ("<", "<=", "~=") for one in wanted.specifier)
