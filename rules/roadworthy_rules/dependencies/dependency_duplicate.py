from collections.abc import Iterator

from roadworthy import Dependency, Finding, Fix, Remove, Severity, rule
from roadworthy_rules.dependencies._shared import excluding, quotable

_Key = tuple[str, ...]


@rule(Severity.WARNING, since="0.1")
def dependency_duplicate(dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """A dependency is listed twice.

    Installers apply both requirements, so a change to one of them seems to have no effect. Delete one.

    The rule ignores entries with different markers or extras.

    ```toml bad
    [project]
    dependencies = ["Pandas>=2.2", "numpy", "pandas<4"]
    ```

    ```toml bad
    [dependency-groups]
    dev = ["pytest>=8", "ruff", "pytest>=8"]
    ```
    ```toml fixed
    [dependency-groups]
    dev = ["pytest>=8", "ruff"]
    ```
    ```requirements bad
    scikit_learn>=1.5.2
    numpy
    scikit-learn>=1.6.0
    ```
    ```toml good
    [project]
    dependencies = [
        "numpy>=1.26; python_version < '3.13'",
        "numpy>=2.1; python_version >= '3.13'",
        "uvicorn",
        "uvicorn[standard]",
    ]
    optional-dependencies = { plot = ["pandas"], report = ["pandas"] }
    ```

    ```requirements good
    numpy
    ```
    ```requirements requirements-dev.txt good
    numpy
    ```
    """
    first: dict[_Key, Dependency] = {}
    for dependency in dependencies:
        requirement = dependency.requirement
        if requirement is None or dependency.manager in ("poetry", "pixi", "pipenv"):
            continue
        key = (
            dependency.at.file,
            dependency.kind,
            dependency.set,
            *map(str, dependency.at.route[:-1]),
            _name(dependency),
            str(requirement.marker or ""),
            *sorted(requirement.extras),
        )
        earlier = first.setdefault(key, dependency)
        if earlier is not dependency and not excluding(earlier, dependency):
            same = earlier.requirement == requirement and dependency.at.span is None
            fix = Fix("Remove the duplicate", Remove(dependency.at)) if same else None
            message = f"`{quotable(dependency.text)}` repeats `{quotable(earlier.text)}`"
            yield Finding(message, dependency.at, fix, (earlier.at,))


def _name(dependency: Dependency) -> str:
    """Return the normalised name; conda tells `typing-extensions` and `typing_extensions` apart."""
    requirement = dependency.requirement
    apart = dependency.manager == "conda" and dependency.set == "conda" and requirement is not None
    return requirement.name.lower() if apart and requirement is not None else dependency.name
