from collections.abc import Iterator

from roadworthy import Finding, Location, LockFile, Pyproject, Severity, Tree, rule

_BY = {"uv": "uv", "poetry": "Poetry", "pdm": "PDM", "pipenv": "Pipenv"}


@rule(Severity.WARNING, since="0.1")
def managers_mixed(tree: Tree, pyproject: Pyproject | None, locks: tuple[LockFile, ...]) -> Iterator[Finding]:
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
    kept = {_BY[lock.format]: lock.at() for lock in locks if lock.format in _BY}
    if "Pipfile" in tree.files:
        kept.setdefault("Pipenv", Location("Pipfile"))
    if pyproject is not None and pyproject.has("tool", "poetry", "dependencies"):
        kept.setdefault("Poetry", pyproject.at("tool", "poetry", "dependencies"))
    if len(kept) > 1:
        first, second, *_ = sorted(kept)
        yield Finding(
            f"{first} and {second} each keep the dependencies", kept[second], related=(kept[first],)
        )
