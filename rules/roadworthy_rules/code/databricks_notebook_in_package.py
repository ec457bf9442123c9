from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, Span, rule

_FIRST = "# Databricks notebook source"


@rule(Severity.WARNING, since="0.1")
def databricks_notebook_in_package(module: Module) -> Iterator[Finding]:
    """A notebook of Databricks lies among the modules of a package.

    Its cells run when it is imported, with `spark` and `dbutils`, which exist only over there. Keep it beside
    the package, where a job runs it and it imports the package; `notebooks/` is the usual place.

    ```python src/demo/__init__.py bad
    ```
    ```python src/demo/prepare.py bad
    # Databricks notebook source
    rows = spark.table("churn")

    # COMMAND ----------

    rows.show()
    ```
    ```python src/demo/__init__.py good
    ```
    ```python notebooks/prepare.py good
    # Databricks notebook source
    rows = spark.table("churn")
    ```
    """
    if module.role == "source" and module.path.startswith("src/") and module.text.startswith(_FIRST):
        yield Finding(
            f"`{_FIRST}` marks a notebook, not a module",
            Location(module.path, span=Span(1, 1, 1, len(_FIRST) + 1)),
        )
