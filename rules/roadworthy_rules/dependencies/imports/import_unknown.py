from collections.abc import Iterator

from roadworthy import Finding, Severity, Uses, rule


@rule(Severity.NOTE, since="0.1", default=False)
def import_unknown(uses: Uses) -> Iterator[Finding]:
    """Roadworthy does not know which distribution provides an imported module.

    The rule `dependency-missing` cannot check such an import. The module is not in the standard library, the
    project, or the list of well-known modules, and no declared dependency has its name. Set its distribution
    in `[tool.roadworthy.rules.dependency-missing]`: `modules = { churn_core = "acme-churn" }`.

    ```toml bad
    [project]
    name = "demo"
    dependencies = ["acme-churn"]
    ```
    ```python bad
    import churn_core
    ```
    ```toml good
    [project]
    name = "demo"
    dependencies = ["acme-churn"]

    [tool.roadworthy.rules.dependency-missing]
    modules = { churn_core = "acme-churn" }
    ```
    ```python good
    import churn_core
    ```
    """
    for use in uses.each if uses.fully_declared else ():
        if use.certain and not use.providers and not use.declared:
            message = f"the distribution that provides `{use.module}` is unknown"
            yield Finding(message, use.certain[0], None, use.certain[1:4])
