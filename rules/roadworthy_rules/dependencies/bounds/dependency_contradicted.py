from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, Tree, pypi_name, rule
from roadworthy_rules.dependencies._shared import RESOLVED, excluding, quotable

#: Files that describe the project itself, in the order in which they are believed; others may be for a
#: purpose of their own, and `requirements-drift` compares them.
_FILES = (
    "pyproject.toml setup.cfg setup.py Pipfile pixi.toml requirements.in requirements.txt environment.yml"
    " environment.yaml"
).split()
#: What a conda channel and PyPI call by one name, and is not the same.
_NAMESAKES = frozenset(("docker", "graphviz", "mysql", "postgresql", "redis", "snappy"))


@rule(Severity.ERROR, since="0.1")
def dependency_contradicted(dependencies: tuple[Dependency, ...], tree: Tree) -> Iterator[Finding]:
    """Two files of one directory require contradictory versions of a distribution.

    No version satisfies both, so you do not test the versions that users get, and an installation from both
    files fails. Declare the dependency in one place, and generate the other file from it.

    The rule treats names on conda channels like names on PyPI. It ignores files that a tool resolved or
    exported, and requirements with markers.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["torch>=2.4", "numpy"]
    ```
    ```yaml environment.yml bad
    dependencies:
      - python=3.12
      - pytorch=2.1
      - numpy=2.1
    ```

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```requirements bad
    pandas<2
    ```

    ```requirements service/requirements.txt bad
    scikit-learn==1.6.1
    ```
    ```yaml service/environment.yml bad
    dependencies:
      - scikit-learn=1.3
    ```
    ```requirements service/requirements.txt good
    scikit-learn==1.6.1
    ```
    ```yaml training/environment.yml good
    dependencies:
      - scikit-learn=1.3
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["torch>=2.4", "pandas>=2.2"]
    ```
    ```yaml environment.yml good
    dependencies:
      - pytorch=2.4
    ```
    ```requirements good
    pandas==2.2.3
    ```
    """
    stated: dict[tuple[str, str], list[Dependency]] = {}
    for each in dependencies:
        plain = each.requirement is not None and each.requirement.marker is None and not each.source
        directory, _, file = each.at.file.rpartition("/")
        if plain and each.kind == "runtime" and file in _FILES:
            stated.setdefault((directory, _name(each)), []).append(each)
    resolved: dict[str, bool] = {}
    for (_, name), several in stated.items():
        # A handful is more than anyone writes.
        chosen = sorted(several, key=_rank)[:9] if name else []
        for number, each in enumerate(chosen):
            others = (one for one in chosen[:number] if one.at.file != each.at.file and excluding(one, each))
            other = next(others, None)
            if other is not None and not any(_is_resolved(one, tree, resolved) for one in (each, other)):
                message = f"`{quotable(each.text)}` excludes `{quotable(other.text)}` in {other.at.file}"
                yield Finding(message, each.at, related=(other.at,))
                break


def _rank(each: Dependency) -> int:
    return _FILES.index(each.at.file.rpartition("/")[2])


def _name(each: Dependency) -> str:
    """Return the name on PyPI, "" where the channel of conda means something else by it."""
    table = str(each.at.route[-2]) if len(each.at.route) > 1 else ""
    if (each.manager, each.set) == ("conda", "conda") or (each.manager == "pixi" and table == "dependencies"):
        return "" if each.name in _NAMESAKES else pypi_name(each.name)
    return each.name


def _is_resolved(each: Dependency, tree: Tree, known: dict[str, bool]) -> bool:
    file = each.at.file
    if file not in known:
        known[file] = each.manager == "requirements" and bool(RESOLVED.search(tree.text(file, strict=False)))
    return known[file]
