from collections.abc import Iterator

from roadworthy import Command, Finding, Severity, rule


@rule(Severity.ERROR, since="0.1")
def entry_point_function_missing(command: Command) -> Iterator[Finding]:
    """A command starts a function that its module does not define.

    The command is installed and fails with `ImportError` each time. Correct the name, or define the function.

    The rule stays silent if the module uses `import *` or creates names dynamically.

    ```toml bad
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"

    [project.scripts]
    churn = "churn.cli:run"
    ```
    ```python src/churn/__init__.py bad
    ```
    ```python src/churn/cli.py bad
    def main():
        return 0
    ```
    ```toml good
    [build-system]
    requires = ["hatchling"]
    build-backend = "hatchling.build"

    [project]
    name = "churn"

    [project.scripts]
    churn = "churn.cli:main"
    again = "churn.cli:app.run"
    ```
    ```python src/churn/__init__.py good
    ```
    ```python src/churn/cli.py good
    from churn import main
    from elsewhere import app
    ```
    """
    entry = command.entry
    if command.lacks:
        yield Finding(f"`{entry.module}` does not define `{entry.attribute}`", entry.at)
