from collections.abc import Iterator

from roadworthy import (
    Files,
    Finding,
    Layout,
    Location,
    ModuleSummary,
    Severity,
    Span,
    Tree,
    Unreadable,
    extractor,
    rule,
)

_FIRST = "# Databricks notebook source"


@rule(Severity.WARNING, since="0.1")
def databricks_notebook_in_package(
    modules: tuple[ModuleSummary, ...], layout: Layout, tree: Tree
) -> Iterator[Finding]:
    """A Databricks notebook is inside a package.

    Its cells run on import, with `spark` and `dbutils`, which exist only in Databricks. Move it out of the
    package, for example to `notebooks/`, let the job run it there, and import the package from it.

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
    for module in modules:
        # A package may be called `demo` or `tools`: what is shipped is no example.
        own = module.role in ("source", "example") and layout.owns(module.path)
        if own and _is_notebook(tree, module.path):
            at = Location(module.path, span=Span(1, 1, 1, len(_FIRST) + 1))
            yield Finding(f"`{_FIRST}` marks a notebook, not a module", at)


def _is_notebook(tree: Tree, path: str) -> bool:
    try:
        return tree.extract(path, _begins_as_one)
    except Unreadable:
        return False


@extractor
def _begins_as_one(files: Files, path: str) -> bool:
    return files.text(path).startswith(_FIRST)
