from collections.abc import Iterator

from roadworthy import Command, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1")
def entry_point_module_missing(command: Command) -> Iterator[Finding]:
    """A command starts a module that the wheel does not contain.

    The command is installed and fails with `ModuleNotFoundError` each time. Write the module as it is
    imported after installation, without `src.`, and check that the build backend includes it.

    The rule ignores modules of other distributions.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"

    [project.scripts]
    churn = "src.churn.cli:main"
    ```
    ```python src/churn/__init__.py bad
    ```
    ```python src/churn/cli.py bad
    def main():
        return 0
    ```

    ```toml bad
    [build-system]
    requires = ["flit_core"]
    build-backend = "flit_core.buildapi"

    [project]
    name = "churn"

    [project.scripts]
    churn = "churn.cli:main"
    ```
    ```python churn/__init__.py bad
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"

    [project.scripts]
    churn = "churn.cli:main"
    other = "other_distribution.cli:main"
    ```
    ```python src/churn/__init__.py good
    ```
    ```python src/churn/cli.py good
    def main():
        return 0
    ```
    """
    entry, lies = command.entry, command.lies
    if lies:
        yield Finding(f"`{entry.name}` starts `{entry.module}`, which is not installed", entry.at)
