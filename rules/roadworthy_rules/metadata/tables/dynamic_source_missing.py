from collections.abc import Iterator

from roadworthy import DynamicSource, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1")
def dynamic_source_missing(source: DynamicSource) -> Iterator[Finding]:
    """A dynamic field is read from a file or an attribute that does not exist.

    hatchling and Flit stop the build. setuptools stops if an attribute is missing, but only warns about a
    missing file, so the wheel has no dependencies or no description. Correct the path, or define the
    attribute.

    The rule stays silent if a plugin may write the file before the build.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"
    dynamic = ["version"]

    [tool.hatch.version]
    path = "churn/__about__.py"
    ```
    ```python churn/__init__.py bad
    ```

    ```toml bad
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    dynamic = ["version", "dependencies"]

    [tool.setuptools.dynamic]
    version = { attr = "churn.__version__" }
    dependencies = { file = ["requirements.in"] }
    ```
    ```python churn/__init__.py bad
    ```

    ```toml bad
    [build-system]
    requires = ["flit_core"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "churn"
    dynamic = ["version", "description"]
    ```
    ```python churn/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["setuptools"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "churn"
    dynamic = ["version", "dependencies"]

    [tool.setuptools.dynamic]
    version = { attr = "churn.__version__" }
    dependencies = { file = ["requirements.txt"] }
    ```
    ```text requirements.txt good
    numpy
    ```
    ```python src/churn/__init__.py good
    __version__ = "1.0"
    ```
    """
    if source.missing:
        yield Finding(f"`{source.field}` cannot be read: {source.missing}", source.at)
