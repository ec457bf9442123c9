from collections.abc import Iterator

from roadworthy import Finding, SetuptoolsTable, Severity, rule


@rule(Severity.ERROR, since="0.1")
def setuptools_table_invalid(table: SetuptoolsTable) -> Iterator[Finding]:
    """`[tool.setuptools]` does not match the schema of setuptools.

    setuptools validates the table before it builds, and stops at the first error. The rule reports all of
    them. Correct the keys as described in the setuptools guide to `pyproject.toml`.

    ```toml bad
    [tool.setuptools]
    package = ["demo"]
    zip-safe = "no"

    [tool.setuptools.packages.find]
    where = "src"

    [tool.setuptools.package-data]
    demo = "*.csv"
    ```

    ```toml bad
    [tool.setuptools]
    packages = "demo"

    [tool.setuptools.dynamic]
    version = { attribute = "demo.__version__" }
    ```
    ```toml good
    [tool.setuptools]
    zip-safe = false
    package-dir = { "" = "src" }

    [tool.setuptools.packages.find]
    where = ["src"]

    [tool.setuptools.package-data]
    "*" = ["*.csv"]

    [tool.setuptools.dynamic]
    version = { attr = "demo.__version__" }
    dependencies = { file = ["requirements.txt"] }
    ```
    """
    for here, fault in table.faults:
        yield Finding(fault.message, here, arguments=(fault.about,))
