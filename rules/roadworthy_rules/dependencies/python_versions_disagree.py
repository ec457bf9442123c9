from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from roadworthy import Finding, Pyproject, PythonVersions, Severity, parse_specifiers, rule


@rule(Severity.WARNING, since="0.1")
def python_versions_disagree(versions: PythonVersions, pyproject: Pyproject) -> Iterator[Finding]:
    """A file selects a Python version that contradicts `requires-python`.

    CI, containers, Pipfile and `.python-version` must use a version that `requires-python` allows, because
    installers refuse others. The target version of Ruff, Black, mypy and pyright must not be newer than the
    oldest allowed version, because they would accept and write syntax that it cannot read. Change the
    version, or `requires-python`.

    The rule accepts older targets.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.10"

    [tool.ruff]
    target-version = "py311"

    [tool.mypy]
    python_version = "3.12"
    ```
    ```text .python-version bad
    3.9.18
    ```
    ```toml Pipfile bad
    [requires]
    python_version = "3.9"
    ```
    ```dockerfile bad
    FROM python:3.9-slim
    ```
    ```yaml bad
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        strategy:
          matrix:
            python: ["3.9", "3.10"]
        steps:
          - uses: actions/setup-python@v5
            with:
              python-version: ${{ matrix.python }}
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.8"

    [tool.mypy]
    python_version = "3.10"  # It refuses any that is older.
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.10,<3.14"

    [tool.ruff]
    target-version = "py39"

    [tool.black]
    target-version = ["py313", "py310"]

    [tool.mypy]
    python_version = "3.10"
    ```
    ```text .python-version good
    3.12
    ```
    ```dockerfile good
    FROM python:3.9 AS tools

    FROM python:3.13-slim
    ```
    ```yaml good
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/setup-python@v5
            with:
              python-version: "3.x"
    ```
    """
    declared = pyproject.get(str, "project", "requires-python") or ""
    try:
        allowed = parse_specifiers(declared)
    except InvalidSpecifier:
        return
    minors = [minor for minor in range(100) if _allows(allowed, minor)]
    if not declared or not minors:
        return
    for version in versions.each:
        related = (pyproject.at("project", "requires-python"),)
        if version.use == "oldest" and version.minor > minors[0]:
            text = f"`{version.text}` is newer than Python 3.{minors[0]}, the oldest allowed version"
            yield Finding(text, version.at, None, related)
        elif version.use == "runs" and version.minor not in minors:
            yield Finding(f"`{version.text}` is not allowed by `{declared}`", version.at, None, related)


def _allows(allowed: SpecifierSet, minor: int) -> bool:
    """Tell whether some version of Python 3.`minor` is allowed."""
    return any(allowed.contains(f"3.{minor}.{patch}") for patch in range(40))
