from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, Tree, rule
from roadworthy_rules.metadata._backends import admits
from roadworthy_rules.metadata.build_system._features import asked

_DOES = {"refuse": "stops at", "ignore": "ignores"}


@rule(Severity.ERROR, since="0.1")
def build_backend_too_old(pyproject: Pyproject, tree: Tree) -> Iterator[Finding]:
    """No allowed release of the build backend supports a key of the project.

    The build stops, or the wheel lacks the value. setuptools before 61 and poetry-core before 2 do not read
    `[project]`, setuptools before 77 and hatchling before 1.27 do not read a list of `license-files`, and
    setuptools does not read `import-names` at all. Raise the requirement of the backend, or delete the key.

    `roadworthy --version -v` prints the date on which each backend was tried.

    ```toml bad
    [build-system]
    requires = ["setuptools>=61,<70"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    version = "1.0"
    license-files = ["LICENSE"]
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=61"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    version = "1.0"
    license-files = ["LICENSE"]
    ```

    ```toml bad
    [build-system]
    requires = ["poetry-core>=1.0,<2"]
    build-backend = "poetry.core.masonry.api"

    [project]
    name = "churn"
    version = "1.0"
    ```
    """
    for item in asked(pyproject, tree):
        # `license-expression-refused` judges these.
        if item.feature.feature != "license-expression" and not admits(item.admitted, item.releases):
            name = item.feature.distribution
            which = f"`{name}{item.admitted}`" if str(item.admitted) else f"`{name}`"
            yield Finding(
                f"{which} {_DOES[item.feature.otherwise]} {item.words}{_has(item.feature.releases)}", item.at
            )


def _has(releases: str) -> str:
    return f", which needs {releases}" if releases.startswith(">=") else ""
