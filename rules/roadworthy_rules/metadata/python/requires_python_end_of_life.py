from collections.abc import Iterator

from roadworthy import Finding, Pyproject, Severity, python_releases, rule
from roadworthy_rules.metadata.python._pythons import allowed, declared_python, has_lower_bound


@rule(Severity.NOTE, since="0.1")
def requires_python_end_of_life(pyproject: Pyproject) -> Iterator[Finding]:
    """The oldest Python that the project allows has been without support for a year or more.

    Nobody mends its security holes, and libraries have left it behind. Raise the lower limit of
    `requires-python`, unless users of that Python are the reason why it is so low. The dates are those of
    Python's release schedules; `roadworthy --version -v` says when they were last looked at.

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
            f"Python {oldest[0]}.{oldest[1]} is allowed, whose support ended on {end}",
            place,
        )
