import re
from collections.abc import Iterator

from roadworthy import Dependency, Finding, Severity, has_placeholder, rule
from roadworthy_rules.dependencies._shared import quotable

#: Lines of a requirements file that certainly are requirements: a name, and versions of one operator each.
_SPECIFIED = re.compile(
    r"[A-Za-z0-9][\w.-]*+\s*+(?:\[[^\]]*+\]\s*+)?(?:={1,3}|~=|!=|<=?|>=?)\s*+[^\s,;=<>!~/@$]++"
    r"(?:\s*+,\s*+(?:={1,3}|~=|!=|<=?|>=?)\s*+[^\s,;=<>!~/@$]++)*+\s*+(?:;.*)?"
)


@rule(Severity.ERROR, since="0.1")
def dependency_invalid(dependency: Dependency) -> Iterator[Finding]:
    """A dependency cannot be parsed.

    Build backends and installers refuse it. A requirement is a name, extras in brackets, version specifiers,
    and a marker after a semicolon (PEP 508): `pandas[parquet]>=2.2,<4; python_version < "3.14"`. Carets and
    tildes, as in `^2.2`, belong to Poetry's own table.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["pandas^2.2"]
    ```

    ```toml bad
    [project.optional-dependencies]
    plot = ["matplotlib = 3.9"]
    ```

    ```toml bad
    [dependency-groups]
    dev = ["pytest>=8; python_version => '3.9'"]
    ```

    ```toml bad
    [build-system]
    requires = ["./backend"]
    ```
    ```requirements bad
    requests>=2.32.*
    ```

    ```python setup.py bad
    from setuptools import setup

    setup(
        name="demo",
        install_requires=[
            "boto3~=1.38"
            "bleach~=6.0",
            "pandas",
        ],
    )
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = [
        "pandas[parquet] >=2.2, <4; python_version < '3.14'",
        "demo-core @ https://example.com/demo_core-1.0-py3-none-any.whl",
    ]
    ```

    ```python setup.py good
    from setuptools import setup

    setup(
        name="demo",
        install_requires=["pandas>=2 # tables", "# pinned below"],
        tests_require=["pytest >= 8 or so"],
    )
    ```

    ```toml good
    [tool.poetry.dependencies]
    pandas = "^2.2"
    ```

    ```requirements good
    --index-url https://packages.example.com/simple
    ./vendored/package
    pandas==2.2.3 --hash=sha256:0123456789abcdef
    ```
    """
    judged = (
        dependency.manager == "pyproject"
        # setuptools reads no list of what tests require since version 72.
        or (dependency.manager == "setuptools" and dependency.kind != "group")
        or (dependency.manager == "requirements" and _SPECIFIED.fullmatch(dependency.text) is not None)
    )
    if judged and dependency.requirement is None and not has_placeholder(dependency.text):
        yield Finding(f"`{quotable(dependency.text)}` is not a valid requirement", dependency.at)
