from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, Tree, canonical_version, rule
from roadworthy_rules.dependencies._shared import excluding, is_generated, quotable


@rule(Severity.NOTE, since="0.1")
def dependency_ranges_differ(dependencies: tuple[Dependency, ...], tree: Tree) -> Iterator[Finding]:
    """Two files at the project's root require the same distribution in different ranges.

    When only one of them is updated, you do not test the versions that you install. Declare the dependency in
    one place and generate the other file: compile or export requirements from `pyproject.toml`, or let
    setuptools read them (`dynamic`).

    The rule ignores exact versions within the range, because they are a lock, and files that a comment calls
    generated.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2", "numpy"]
    ```
    ```requirements bad
    pandas>=1.5
    numpy>=1.26
    ```

    ```toml Pipfile bad
    [packages]
    pandas = ">=2.2"
    ```
    ```ini setup.cfg bad
    [options]
    install_requires =
        pandas>=2.1
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas >= 2.2, < 4", "numpy>=1.26", "pyyaml"]
    ```
    ```requirements good
    pandas<4,>=2.2
    numpy==2.1.3
    pyyaml>=6
    ```

    ```requirements good
    # This file is auto-generated from environment.yml, do not modify.
    pandas>=2.2
    pandas>=1.5
    ```
    ```yaml environment.yml good
    dependencies:
      - pip:
        - pandas>=1.5
    ```

    ```requirements requirements-gpu.txt good
    torch>=2.4
    ```
    ```requirements requirements-cpu.txt good
    torch>=2.0
    ```
    """
    first: dict[str, Dependency] = {}
    counted = [each for each in dependencies if _counts(each)]
    generated = {file for file in {each.at.file for each in counted} if is_generated(file, tree)}
    for each in counted:
        if each.at.file in generated:
            continue
        other = first.setdefault(each.name, each)
        if (
            other.manager != each.manager
            and _specifier(other) != _specifier(each)
            and not excluding(other, each)
        ):
            yield Finding(
                f"`{quotable(each.text)}` is required here, but `{quotable(other.text)}` in {other.at.file}",
                each.at,
                related=(other.at,),
            )


def _counts(each: Dependency) -> bool:
    """Tell whether it says a range, for every environment, in a file at the root."""
    wanted = each.requirement
    if wanted is None or wanted.url or wanted.marker or each.source or each.kind != "runtime":
        return False
    pinned = any(one.operator in ("==", "===") for one in wanted.specifier)
    return bool(wanted.specifier) and not pinned and "/" not in each.at.file


def _specifier(each: Dependency) -> frozenset[tuple[str, str]]:
    specifier = each.requirement.specifier if each.requirement else ()
    return frozenset((one.operator, canonical_version(one.version)) for one in specifier)
