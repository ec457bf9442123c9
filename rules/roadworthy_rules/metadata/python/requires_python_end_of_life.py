from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, python_releases, rule
from roadworthy_rules.metadata.python._pythons import allowed, declared_python, has_lower_bound


@rule(Severity.NOTE, since="0.1")
def requires_python_end_of_life(pyproject: Pyproject) -> Iterator[Finding]:
    """The oldest allowed Python reached its end of life more than a year ago.

    It gets no security fixes, and new releases of libraries do not support it. Raise the lower bound of
    `requires-python`, unless you still have users on that version.

    The dates are from Python's release schedule; `roadworthy --version -v` shows when they were last checked.

    ```toml bad
    [project]
    name = "demo"
    requires-python = ">=3.7"
    ```

    ```toml bad
    [project]
    name = "demo"
    requires-python = "~=2.7"
    ```

    ```toml bad
    [tool.poetry.dependencies]
    python = "^3.6"
    ```
    ```toml good
    [project]
    name = "demo"
    requires-python = ">=3.12"
    ```

    ```toml good
    [tool.poetry.dependencies]
    python = ">=3.12,<4"
    ```

    ```toml good
    [project]
    name = "demo"
    requires-python = "<4"
    ```
    """
    declared = declared_python(pyproject)
    if declared is None or not has_lower_bound(declared[1]):
        return
    place, specifiers = declared
    oldest = next(iter(allowed(specifiers)), None)
    releases = python_releases()
    end = oldest and releases.ends.get(oldest)
    # Libraries take their time after the day itself, and are right to.
    if oldest and end and (releases.checked - end).days > 365:
        yield Finding(
            f"Python {oldest[0]}.{oldest[1]} is allowed, but its support ended on {end}",
            place,
        )
