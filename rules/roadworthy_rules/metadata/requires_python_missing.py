from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._pythons import classified
from roadworthy_rules.metadata._shared import is_dynamic


@rule(Severity.WARNING, since="0.1")
def requires_python_missing(pyproject: Pyproject) -> Iterator[Finding]:
    """The project does not say which Python versions it needs.

    Without `requires-python`, pip installs the newest release on any Python, however old, and users find
    out by a syntax error. Name the oldest version that you test.

    ```toml bad
    [project]
    name = "demo"
    version = "1.0"
    ```

    ```toml bad
    [project]
    name = "demo"
    classifiers = ["Programming Language :: Python :: 3.11", "Programming Language :: Python :: 3.12"]
    ```
    ```toml fixed
    [project]
    name = "demo"
    classifiers = ["Programming Language :: Python :: 3.11", "Programming Language :: Python :: 3.12"]
    requires-python = ">=3.11"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    requires-python = ">=3.11"
    ```
    ```toml good
    [project]
    name = "demo"
    version = "1.0"
    dynamic = ["requires-python"]
    ```
    """
    if pyproject.get(dict, "project") is None or pyproject.has("project", "requires-python"):
        return
    if is_dynamic(pyproject, "requires-python"):
        return
    minors = sorted(minor for _, minor in classified(pyproject))
    fix = None
    # With gaps in the list, the oldest one is not sure to be the lower limit.
    if minors and minors[-1][0] == minors[0][0] == 3 and minors[-1][1] - minors[0][1] < len({*minors}):
        text = f">={minors[0][0]}.{minors[0][1]}"
        fix = Fix(f"Require `{text}`", Set(pyproject.at("project", "requires-python"), text), safe=False)
    yield Finding("`requires-python` is missing", pyproject.at("project"), fix)
