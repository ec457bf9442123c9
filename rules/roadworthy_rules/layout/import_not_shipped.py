from collections.abc import Iterator

from roadworthy import Finding, LeftOut, Location, Severity, rule


@rule(Severity.ERROR, since="0.1")
def import_not_shipped(left_out: tuple[LeftOut, ...]) -> Iterator[Finding]:
    """A package imports a module of its own that the wheel would not hold.

    The import works in the checkout, and fails with `ModuleNotFoundError` everywhere else. The usual causes
    are a list of packages without the subpackages, and an `exclude` or a `.gitignore` that matches more than
    intended. Let the build backend find the packages, or name each one:

        [tool.setuptools.packages.find]
        include = ["churn*"]

    hatchling leaves out what `.gitignore` names, even where Git tracks it. The rule stays silent where code
    or a plugin decides what is shipped.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"

    [tool.setuptools]
    packages = ["churn"]
    ```
    ```python churn/__init__.py bad
    from .models import score
    ```
    ```python churn/models/__init__.py bad
    def score(row):
        return 0
    ```

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    ```
    ```text .gitignore bad
    data/
    ```
    ```python churn/__init__.py bad
    from churn.data.rows import ROWS
    ```
    ```python churn/data/rows.py bad
    ROWS = []
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"

    [tool.setuptools]
    packages = ["churn", "churn.models"]
    ```
    ```python churn/__init__.py good
    from .models import score
    ```
    ```python churn/models/__init__.py good
    def score(row):
        return 0
    ```

    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"

    [tool.setuptools]
    packages = ["churn"]
    ```
    ```python churn/__init__.py good
    try:
        from churn.models import score
    except ImportError:
        score = None
    ```
    ```python churn/models/__init__.py good
    def score(row):
        return 0
    ```
    """
    reported: dict[str, tuple[str, list[Location]]] = {}
    for module in left_out:
        if module.used and not module.bare:
            reported.setdefault(module.why, (module.name, []))[1].extend(module.used)
    for why, (name, places) in reported.items():
        yield Finding(f"`{name}` is imported, but not shipped: {why}", places[0], related=tuple(places[1:6]))
