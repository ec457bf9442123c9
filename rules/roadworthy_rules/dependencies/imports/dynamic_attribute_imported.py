from collections.abc import Iterator

from roadworthy import DynamicSource, Finding, Pyproject, Severity, rule
from roadworthy_rules.dependencies.imports._build import missing, required


@rule(Severity.ERROR, since="0.1")
def dynamic_attribute_imported(source: DynamicSource, pyproject: Pyproject) -> Iterator[Finding]:
    """A dynamic field makes setuptools import the package, but the build lacks its dependencies.

    setuptools reads `attr` from the source if the value is a literal. Otherwise it imports the module, in an
    environment with only `build-system.requires`, and the build fails with `ModuleNotFoundError`. Assign a
    literal (`__version__ = "1.0"`), or change `attr` to a module without other imports.

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    dynamic = ["version"]

    [tool.setuptools.dynamic]
    version = { attr = "churn.__version__" }
    ```
    ```python churn/__init__.py bad
    import pandas

    from churn.version import VERSION as __version__
    ```
    ```python churn/version.py bad
    VERSION = "1.0"
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    dynamic = ["version"]

    [tool.setuptools.dynamic]
    version = { attr = "churn.version.VERSION" }
    ```
    ```python churn/__init__.py good
    import pandas

    from churn.version import VERSION as __version__
    ```
    ```python churn/version.py good
    VERSION = "1.0"
    ```
    """
    for module, at in source.needs:
        if name := missing(module, required(pyproject)):
            yield Finding(
                f"`{source.field}` is not a literal, so the build imports `{source.path}` and needs `{name}`",
                source.at,
                related=(at,),
            )
            return
