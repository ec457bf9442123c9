from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule
from roadworthy_rules.dependencies._shared import excluding, quotable


@rule(Severity.NOTE, since="0.1")
def requirements_drift(dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """A requirements file other than the main one contradicts `pyproject.toml`.

    No version satisfies both, so you do not test the versions that users install. Declare the dependency in
    one place: compile the requirements file from `pyproject.toml`, or delete the entry.

    The rule ignores requirements with a marker. `dependency-contradicted` compares the `requirements.txt` and
    `requirements.in` at the root.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```requirements requirements-old.txt bad
    pandas<2
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2", "numpy"]
    ```
    ```requirements good
    pandas==2.2.3
    numpy<3
    ```
    """
    declared: dict[str, Dependency] = {}
    for each in dependencies:
        if each.manager == "pyproject" and each.kind == "runtime" and _plain(each):
            declared.setdefault(each.name, each)
    for each in dependencies:
        # `dependency-contradicted` compares the main one.
        main = each.at.file in ("requirements.txt", "requirements.in")
        if each.manager != "requirements" or each.kind != "runtime" or not _plain(each) or main:
            continue
        other = declared.get(each.name)
        if other is not None and excluding(other, each):
            message = f"`{quotable(each.text)}` excludes `{quotable(other.text)}`"
            yield Finding(message, each.at, related=(other.at,))


def _plain(dependency: Dependency) -> bool:
    return dependency.requirement is not None and dependency.requirement.marker is None
