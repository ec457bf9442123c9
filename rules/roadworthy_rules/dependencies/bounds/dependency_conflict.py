from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, rule
from roadworthy_rules.dependencies._shared import excluding, quotable


@rule(Severity.ERROR, since="0.1")
def dependency_conflict(dependencies: tuple[Dependency, ...]) -> Iterator[Finding]:
    """Two requirements in one list contradict each other.

    No version satisfies both, so the installation fails. Keep the requirement you want and delete the other.

    ```toml bad
    [project]
    dependencies = ["pandas>=2.2", "numpy", "Pandas<2"]
    ```

    ```requirements bad
    scikit_learn==1.5.2
    scikit-learn==1.6.0
    ```
    ```toml good
    [project]
    dependencies = ["numpy<2; python_version < '3.11'", "numpy>=2; python_version >= '3.11'", "a>1", "a<1.1"]
    ```
    """
    lists: dict[tuple[str, ...], list[Dependency]] = {}
    for each in dependencies:
        if each.requirement is None or each.manager in ("poetry", "conda", "pixi", "pipenv"):
            continue
        marker = str(each.requirement.marker or "")
        others = lists.setdefault((each.at.file, each.manager, each.kind, each.set, each.name, marker), [])
        # A handful is more than anyone writes; to compare all of a hostile list would take its square.
        earlier = next((other for other in others if excluding(other, each)), None)
        if earlier is not None:
            message = f"`{quotable(each.text)}` excludes `{quotable(earlier.text)}`"
            yield Finding(message, each.at, related=(earlier.at,))
        if len(others) < 3:
            others.append(each)
