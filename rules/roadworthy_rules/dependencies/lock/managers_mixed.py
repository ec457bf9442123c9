from collections.abc import Iterator

from roadworthy import Finding, Manager, Severity, rule


@rule(Severity.WARNING, since="0.1")
def managers_mixed(managers: tuple[Manager, ...]) -> Iterator[Finding]:
    """Two managers each keep dependencies of their own.

    Who installs with the one gets other versions than who installs with the other, and only one of them is
    tested. Keep the one that CI and deployment use, and remove the files of the other.

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
        message = f"{first.name} and {second.name} each keep the dependencies"
        yield Finding(message, second.at, related=(first.at,))
