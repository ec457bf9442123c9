from collections.abc import Iterator

from roadworthy import Finding, Severity, Uses, rule


@rule(Severity.NOTE, since="0.1", default=False)
def import_unknown(uses: Uses) -> Iterator[Finding]:
    """Nobody is known to provide an imported module.

    It is neither of the standard library nor of this project, no declared dependency is called like it, and
    it is not among the modules that are well known. So it cannot be told whether it is declared. Say who
    provides it in `[tool.roadworthy.rules.dependency-missing]`: `modules = { churn_core = "acme-churn" }`.

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
            message = f"nobody is known to provide `{use.module}`"
            yield Finding(message, use.certain[0], None, use.certain[1:4])
