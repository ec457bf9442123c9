from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, parse_specifiers, rule
from roadworthy_rules.metadata._backends import admits
from roadworthy_rules.metadata.build_system._features import asked


@rule(Severity.NOTE, since="0.1")
def build_backend_floor_low(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """The lowest allowed release of the build backend cannot build the project.

    pip installs the newest release, so the build fails only if something holds the backend back: a
    constraints file, a Linux distribution's packages, an old Python. For example, `setuptools>=61` allows
    releases that reject a licence expression, which needs setuptools 77. Raise the lower bound to the release
    that the project needs.

    The rule ignores requirements without a lower bound.

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
            message = f"`{name}{item.admitted}` allows releases that {verb} {item.words}: {since} supports it"
            yield Finding(message, item.at)
