from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._backends import BACKENDS


@rule(Severity.ERROR, since="0.1")
def build_requires_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """`[build-system]` has no `requires` key.

    The key is mandatory (PEP 518), and build frontends refuse the table without it. Add `requires` with the
    distribution that provides the backend.

    ```toml bad
    [build-system]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    ```
    ```toml fixed
    [build-system]
    build-backend = "hatchling.build"
    requires = ["hatchling"]

    [project]
    name = "demo"
    ```
    ```toml good
    [build-system]
    requires = []
    build-backend = "backend"
    backend-path = ["."]
    ```
    """
    table = pyproject.get(dict, "build-system")
    if table is None or "requires" in table:
        return
    at, fix = pyproject.at("build-system"), None
    if pyproject.backend in BACKENDS:
        name = BACKENDS[pyproject.backend][0][0]
        fix = Fix(f"Require `{name}`", Set(at / "requires", [name]))
    yield Finding("`requires` is missing", at, fix)
