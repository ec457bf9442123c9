from collections.abc import Iterator

from roadworthy import Dependency, Finding, Fix, Remove, Severity, rule

#: Modules that every Python 3 has.
_ALWAYS = frozenset(
    "argparse asyncio collections csv datetime functools hashlib io itertools json logging math os pathlib"
    " pickle random re shutil"
    " socket sqlite3 subprocess sys tempfile threading time typing unittest"
    " urllib uuid".split()
)


@rule(Severity.ERROR, since="0.1")
def dependency_is_stdlib(dependency: Dependency) -> Iterator[Finding]:
    """A dependency has the name of a standard library module.

    Python already includes the module. The package on PyPI with this name is an outdated copy that may shadow
    it, or an unrelated project. Remove the dependency.

    ```toml bad
    [project]
    dependencies = ["numpy", "argparse"]
    ```
    ```toml fixed
    [project]
    dependencies = ["numpy"]
    ```
    ```toml good
    [project]
    dependencies = ["importlib-metadata", "typing-extensions"]
    ```
    """
    if dependency.name in _ALWAYS and dependency.manager not in ("conda", "pixi") and not dependency.source:
        requirement = dependency.requirement
        if requirement is not None and not requirement.url and not requirement.marker:
            plain = dependency.manager == "pyproject" and dependency.at.span is None
            fix = Fix(f"Remove `{dependency.name}`", Remove(dependency.at)) if plain else None
            yield Finding(f"`{dependency.name}` is part of the standard library", dependency.at, fix)
