from collections.abc import Iterator

from roadworthy import Finding, Fix, Pyproject, Set, Severity, rule
from roadworthy_rules.metadata._backends import takes_expressions

#: The day from which setuptools may refuse the table, as its warning says (`due_date`).
_SETUPTOOLS_UNTIL = "2027-02-18"


@rule(Severity.NOTE, since="0.1")
def license_table_deprecated(pyproject: Pyproject) -> Iterator[Finding]:
    """The licence is declared as a table, which is deprecated.

    PEP 639 replaces the table with an SPDX expression, which tools can compare, and `license-files`. Set
    `license` to an expression. setuptools has announced that it will accept tables until 2027-02-18.

    The rule reports the table only if every allowed version of the build backend supports the expression.

    ```toml bad
    [build-system]
    requires = ["hatchling>=1.27"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    license = { text = "MIT" }
    ```
    ```toml fixed
    [build-system]
    requires = ["hatchling>=1.27"]
    build-backend = "hatchling.build"

    [project]
    name = "demo"
    license = "MIT"
    ```
    ```toml bad
    [build-system]
    requires = ["setuptools>=77"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    license = { file = "LICENSE" }
    ```
    ```toml good
    [build-system]
    requires = ["setuptools>=61"]
    build-backend = "setuptools.build_meta"

    [project]
    name = "demo"
    license = { text = "MIT" }
    ```
    """
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    table = pyproject.get(dict, "project", "license")
    if table is None or pyproject.has("project", "license-files") or not takes_expressions(pyproject):
        return
    at, fix = pyproject.at("project", "license"), None
    text = table.get("text")
    if isinstance(text, str) and len(text) < 100 and "file" not in table:
        try:
            expression = canonicalize_license_expression(text)
        except InvalidLicenseExpression:
            pass
        else:
            fix = Fix(f"Write the expression `{expression}`", Set(at, expression))
    until = f"; setuptools accepts it until {_SETUPTOOLS_UNTIL}" if pyproject.backend == "setuptools" else ""
    yield Finding(f"the licence is a table, not an SPDX expression{until}", at, fix)
