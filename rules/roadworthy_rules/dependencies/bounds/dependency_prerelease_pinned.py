from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, parse_version, rule

#: Extras that only those who develop the project install.
_DEVELOPMENT = frozenset("dev develop development doc docs lint test testing tests".split())


@rule(Severity.WARNING, since="0.1")
def dependency_prerelease_pinned(dependency: Dependency) -> Iterator[Finding]:
    """A published dependency is pinned to a pre-release.

    A pre-release gets no fixes after the final release. Require the release, or a range that starts at the
    pre-release.

    ```toml bad
    [project]
    optional-dependencies = { plot = ["matplotlib==3.10.0rc1"] }
    ```
    ```toml good
    [project]
    optional-dependencies = { plot = ["matplotlib>=3.10.0rc1"], docs = ["sphinx==9.0.0rc1"] }
    ```
    """
    from packaging.version import InvalidVersion

    if (
        dependency.manager != "pyproject"
        or dependency.kind not in ("runtime", "extra")
        or (dependency.kind == "extra" and dependency.set.lower() in _DEVELOPMENT)
        or dependency.requirement is None
    ):
        return
    for each in dependency.requirement.specifier:
        try:
            early = each.operator == "==" and parse_version(each.version.removesuffix(".*")).is_prerelease
        except InvalidVersion:
            continue
        if early:
            yield Finding(f"`{dependency.name}` is pinned to the pre-release `{each.version}`", dependency.at)
