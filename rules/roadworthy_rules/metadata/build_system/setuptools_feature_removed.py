from collections.abc import Iterator

from roadworthy import (
    BuildScript,
    Finding,
    Location,
    Pyproject,
    SetupFiles,
    Severity,
    backend_features,
    parse_specifiers,
    rule,
)
from roadworthy_rules.metadata._backends import admits, required

_NAME = "setuptools"


@rule(Severity.ERROR, since="0.1")
def setuptools_feature_removed(
    script: BuildScript, setup_files: SetupFiles, pyproject: Pyproject | None
) -> Iterator[Finding]:
    """`setup.py` uses a feature that setuptools has removed.

    Builds use the newest setuptools that `build-system.requires` allows, and fail: setuptools removed
    `use_2to3` in 58, `pkg_resources` in 82, and the commands that upload to PyPI or create Windows
    installers. Use the replacement (`importlib.metadata`, `importlib.resources`, `packaging`). Until then,
    cap the requirement, for example `setuptools<82`.

    The rule ignores imports in a `try` or a branch.

    ```python setup.py bad
    from setuptools import find_packages, setup

    setup(name="churn", version="1.0", packages=find_packages(), use_2to3=True)
    ```
    ```python setup.py bad
    import pkg_resources
    from setuptools import find_packages, setup

    setup(name="churn", version="1.0", packages=find_packages())
    ```
    ```toml good
    [build-system]
    requires = ["setuptools<58"]
    build-backend = "setuptools.build_meta"
    ```
    ```python setup.py good
    from setuptools import find_packages, setup

    setup(name="churn", version="1.0", packages=find_packages(), use_2to3=True)
    ```
    """
    if pyproject is not None and pyproject.backend not in ("", _NAME):
        return
    admitted = required(pyproject).get(_NAME) if pyproject is not None else None
    uses = list(_uses(script, setup_files))
    for row in backend_features():
        if row.distribution != _NAME or ":" not in row.feature:
            continue
        lacking = parse_specifiers(row.releases.replace("<", ">="))
        # What admits an elder release alone is built with it; any other requirement gets the newest.
        if admitted is not None and not admits(admitted, lacking):
            continue
        kind, _, name = row.feature.partition(":")
        for used, value, at in uses:
            if used == kind and (value == name or value.startswith(f"{name}.")):
                since = row.releases.removeprefix("<")
                yield Finding(f"`{value}` is used, but setuptools removed it in {since}", at)
                break


def _uses(script: BuildScript, setup_files: SetupFiles) -> Iterator[tuple[str, str, Location]]:
    """Yield the modules that the script imports and the arguments it gives, each with its kind and place."""
    for item in script.imports:
        yield "module", item.module, item.at
        if item.name is not None:
            yield "module", f"{item.module}.{item.name}", item.at
    for option in setup_files.options:
        if option.value:
            yield "argument", option.name, option.at
