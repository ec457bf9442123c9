from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, rule
from roadworthy_rules.metadata._backends import admits, releases, required

#: Earlier releases of others take it for the name of a licence, and build.
_STOPPING = frozenset(("setuptools", "flit-core", "pdm-backend", "meson-python", "scikit-build-core"))


@rule(Severity.ERROR, since="0.1")
def license_expression_refused(pyproject: Pyproject) -> Iterator[Finding]:
    """The build backend is too old for a licence expression.

    setuptools before 77, flit-core before 3.11 and pdm-backend before 2.4 support only a table, and reject a
    string. Raise the lower bound of the backend in `build-system.requires`, or write the table.

    ```toml bad
    [build-system]
    requires = ["setuptools>=61,<70"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    license = "MIT"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=61"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    license = "MIT"
    ```

    ```toml good
    [build-system]
    requires = ["flit_core>=3.2,<4"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "demo"
    license = "MIT"
    ```

    ```toml good
    [build-system]
    requires = ["flit_core>=3.2,<3.11"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "demo"
    license = { text = "MIT" }
    ```
    """
    if pyproject.get(str, "project", "license") is None:
        return
    for name, admitted in required(pyproject).items():
        taking = releases("license-expression", name)
        if name in _STOPPING and not admits(admitted, taking):
            message = f"`{name}{admitted}` rejects licence expressions, supported since {str(taking)[2:]}"
            yield Finding(message, pyproject.at("project", "license"))
