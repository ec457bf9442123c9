from collections.abc import Iterator

from roadworthy import Finding, LeftOut, Location, Part, Severity, and_more, rule


@rule(Severity.ERROR, since="0.1")
def import_not_shipped(left_out: tuple[LeftOut, ...]) -> Iterator[Finding]:
    """A package imports one of its modules that the wheel leaves out.

    The import works in the checkout and fails with `ModuleNotFoundError` everywhere else. Usual causes are a
    list of packages without the subpackages, and an `exclude` or `.gitignore` pattern that matches too much.
    Let the build backend discover the packages, or list each one:

        [tool.setuptools.packages.find]
        include = ["churn*"]

    hatchling leaves out files that match `.gitignore`, even when Git tracks them. The rule stays silent when
    code or a plugin decides which files are packaged. One finding tells which packages a list lacks.

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
    from .rows.load import load
    ```
    ```python churn/models/__init__.py bad
    def score(row):
        return 0
    ```
    ```python churn/rows/__init__.py bad
    ```
    ```python churn/rows/load.py bad
    def load(path):
        return path
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
    reported: dict[str, tuple[LeftOut, list[Location]]] = {}
    for module in left_out:
        if module.used and not module.bare:
            reported.setdefault(module.why, (module, []))[1].extend(module.used)
    joined = sum(bool(module.unlisted) for module, _ in reported.values()) > 1
    parts: list[Part] = []
    for why, (module, places) in reported.items():
        message = f"`{module.name}` is imported but not packaged: {why}"
        if joined and module.unlisted:
            parts.append(Part(message, places[0]))
        else:
            yield Finding(message, places[0], related=tuple(places[1:6]))
    if parts:
        names = and_more([module.unlisted for module, _ in reported.values() if module.unlisted], 3)
        message = f"`packages` lacks {len(parts)} packages of which modules are imported: {names}"
        yield Finding(message, parts[0].at, parts=tuple(parts))
