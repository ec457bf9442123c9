from collections.abc import Iterator

from roadworthy import Finding, Manager, Severity, rule


@rule(Severity.WARNING, since="0.1")
def managers_mixed(managers: tuple[Manager, ...]) -> Iterator[Finding]:
    """Two dependency managers each have their own dependencies.

    The two managers install different versions, and you test only one of the two sets. Keep the manager that
    CI and deployment use, and delete the files of the other.

    ```toml bad
    [tool.poetry]
    name = "demo"

    [tool.poetry.dependencies]
    pandas = "^2.2"
    ```
    ```toml Pipfile bad
    [packages]
    pandas = "*"
    ```

    ```toml uv.lock bad
    version = 1
    requires-python = ">=3.11"
    ```
    ```toml pdm.lock bad
    package = []

    [metadata]
    lock_version = "4.5.0"
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["pandas>=2.2"]
    ```
    ```toml uv.lock good
    version = 1
    requires-python = ">=3.11"
    ```
    ```toml pylock.toml good
    lock-version = "1.0"
    created-by = "uv"
    packages = []
    ```
    """
    if len(managers) > 1:
        first, second, *_ = managers
        message = f"{first.name} and {second.name} both manage the dependencies"
        yield Finding(message, second.at, related=(first.at,))
