from collections.abc import Iterator

from roadworthy import DeclaredMetadata, Finding, Fix, Profile, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._shared import described_at
from roadworthy_rules.metadata.python._pythons import classified


@rule(Severity.WARNING, since="0.1")
def requires_python_missing(
    declared: DeclaredMetadata, pyproject: Pyproject | None, profile: Profile
) -> Iterator[Finding]:
    """The project does not declare which Python versions it supports.

    Without `requires-python`, pip installs the newest release on any Python, and users of an old one see a
    syntax error. Set `requires-python` to the oldest version that you test, such as `>=3.11`.

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
    ```ini setup.cfg bad
    [metadata]
    name = demo
    ```
    ```ini setup.cfg good
    [metadata]
    name = demo
    [options]
    python_requires = >=3.11
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
    if not declared.lacks("requires-python"):
        return
    if pyproject is not None and pyproject.has("project"):
        yield Finding("`requires-python` is missing", pyproject.at("project"), _fix(pyproject))
    elif place := described_at(declared, pyproject):
        # Where setup.py only makes an experiment importable, no one else installs it.
        if profile.name != "library" and not profile.is_tool and not declared.get(list, "classifiers"):
            return
        yield Finding("`requires-python` is missing", place)


def _fix(pyproject: Pyproject) -> Fix | None:
    minors = sorted(minor for _, minor in classified(pyproject))
    # With gaps in the list, the oldest one is not sure to be the lower limit.
    if not minors or minors[-1][0] != 3 or minors[0][0] != 3:
        return None
    if minors[-1][1] - minors[0][1] >= len({*minors}):
        return None
    text = f">={minors[0][0]}.{minors[0][1]}"
    return Fix(f"Require `{text}`", Set(pyproject.at("project", "requires-python"), text), safe=False)
