from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from roadworthy import Dependency, Finding, Pyproject, Severity, newest_for_python, rule
from roadworthy_rules.metadata.python._pythons import allows, declared_python

_METADATA = ("pyproject", "poetry", "flit")


@rule(Severity.WARNING, since="0.1")
def requires_python_below_dependency(
    pyproject: Pyproject, dependencies: tuple[Dependency, ...]
) -> Iterator[Finding]:
    """`requires-python` allows a Python version for which a dependency has no release.

    Installers on that version accept the project and then fail on the dependency: "No matching distribution
    found". Raise `requires-python`, or lower the dependency's bound.

    The rule checks only well-known distributions and requirements without a marker.

    ```toml bad
    [project]
    name = "churn"
    requires-python = ">=3.8"
    dependencies = ["pandas>=2.2"]
    ```

    ```toml bad
    [tool.poetry.dependencies]
    python = "^3.8"
    pandas = "^2.2"
    ```
    ```toml good
    [project]
    name = "churn"
    requires-python = ">=3.9"
    dependencies = ["pandas>=2.2", "numpy>=2.1; python_version >= '3.10'"]
    ```
    """
    declared = declared_python(pyproject)
    minors = [minor for minor in range(6, 30) if declared and allows(declared[1], (3, minor))]
    if declared is None or not minors:
        return
    oldest, table = minors[0], newest_for_python()
    for dependency in dependencies:
        requirement = dependency.requirement
        # Older Pythons than those of the table have no newer releases either.
        newest = table.get((dependency.name, max(oldest, 8)))
        plain = requirement is not None and requirement.marker is None and dependency.kind == "runtime"
        if requirement is None or newest is None or not plain or dependency.manager not in _METADATA:
            continue
        for item in requirement.specifier:
            if item.operator in (">=", "==", "~=") and _is_newer(item.version, newest):
                message = (
                    f"Python 3.{oldest} is allowed, but `{dependency.name}` supports it only up to {newest}"
                )
                yield Finding(message, dependency.at, related=(declared[0],))
                break


def _is_newer(bound: str, newest: str) -> bool:
    try:
        return Version(bound.removesuffix(".*")) > Version(newest)
    except InvalidVersion:
        return False
