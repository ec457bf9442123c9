from collections.abc import Iterator

from roadworthy import DistributionContents, Finding, Pyproject, Severity, rule
from roadworthy_rules._names import named

_IMPORTED = (".py", ".pyi", ".pth", ".so", ".pyd")
#: Where backends are told to take files beside packages.
_ROUTES = (
    ("tool", "poetry", "include"),
    ("tool", "hatch", "build", "targets", "wheel", "force-include"),
    ("tool", "hatch", "build", "targets", "wheel"),
    ("tool", "pdm", "build", "includes"),
)


@rule(Severity.WARNING, since="0.1")
def top_level_file_packaged(contents: DistributionContents, pyproject: Pyproject) -> Iterator[Finding]:
    """A file is installed directly into `site-packages`.

    Files such as `README.md` and `LICENSE` from two projects overwrite each other there. Remove the file from
    the settings that select the files of the wheel. Before version 2, poetry-core applies `include` to the
    sdist and the wheel. Restrict it to the sdist:

        [tool.poetry]
        include = [{ path = "README.md", format = "sdist" }]

    ```toml bad
    [build-system]
    requires = ["poetry-core>=1.0,<2"]
    build-backend = "poetry.core.masonry.api"

    [tool.poetry]
    name = "churn"
    version = "1.0"
    include = ["README.md"]
    ```
    ```text README.md bad
    Churn
    ```
    ```python churn/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["poetry-core>=2"]
    build-backend = "poetry.core.masonry.api"

    [tool.poetry]
    name = "churn"
    version = "1.0"
    include = ["README.md"]
    ```
    ```text README.md good
    Churn
    ```
    ```python churn/__init__.py good
    ```
    """
    files = [path for path in contents.wheel.files if "/" not in path and not path.endswith(_IMPORTED)]
    if files:
        at = next((pyproject.at(*route) for route in _ROUTES if pyproject.has(*route)), pyproject.at())
        yield Finding(f"{named(files)} would be installed directly into `site-packages`", at)
