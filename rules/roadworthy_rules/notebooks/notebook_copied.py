from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule


@rule(Severity.WARNING, since="0.1")
def notebook_copied(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is named as a copy of another.

    The two versions diverge, and you cannot tell which of them produced the results. Delete one: the Git
    history keeps it. If you need both, move the shared code into a module.

    If the original is beside it, other rules leave the copy alone, except those on what it must not contain.

    ```notebook notebooks/churn-Copy1.ipynb bad
    cells = [{ source = "import pandas" }]
    ```
    ```notebook notebooks/churn copy.ipynb bad
    cells = [{ source = "import pandas" }]
    ```
    ```notebook notebooks/copy.ipynb bad
    cells = [{ source = "import pandas" }]
    ```
    ```notebook notebooks/hard-copy.ipynb good
    cells = [{ source = "import pandas" }]
    ```
    """
    if notebook.role != "test" and notebook.is_copy:
        name = notebook.path.rpartition("/")[2]
        yield Finding(f"`{name}` has the name of a copy", Location(notebook.path))
