from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, parse_specifiers, rule
from roadworthy_rules.metadata._backends import admits
from roadworthy_rules.metadata.build_system._features import asked


@rule(Severity.NOTE, since="0.1")
def build_backend_floor_low(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """The lowest release of the build backend that the project names cannot build it.

    pip takes the newest release, so this shows first where something holds the backend back: a constraints
    file, a distribution's own packages, an old Python. `setuptools>=61` stands above a licence expression
    that setuptools refuses before 77. Raise the floor to what the project uses. A requirement without a floor
    is left alone.

    ```toml bad
    [build-system]
    requires = ["setuptools>=61"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    version = "1.0"
    license = "MIT"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=77.0.1"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    version = "1.0"
    license = "MIT"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    version = "1.0"
    license = "MIT"
    ```
    """
    for item in asked(pyproject, tree):
        if not item.feature.releases.startswith(">=") or not admits(item.admitted, item.releases):
            continue
        since = item.feature.releases.removeprefix(">=")
        floored = any(clause.operator in (">=", ">", "~=") for clause in item.admitted)
        if floored and admits(item.admitted, parse_specifiers(f"<{since}")):
            name, verb = item.feature.distribution, item.feature.otherwise
            message = f"`{name}{item.admitted}` admits releases that {verb} {item.words}: {since} takes it"
            yield Finding(message, item.at)
