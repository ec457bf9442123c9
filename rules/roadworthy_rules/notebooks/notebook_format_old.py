from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, counted, rule


@rule(Severity.NOTE, since="0.1")
def notebook_format_old(notebook: Notebook) -> Iterator[Finding]:
    """A notebook has an old format, or a mix of an old and a new one.

    Most tools read only nbformat 4. From nbformat 4.5, each cell needs an `id`: nbformat now warns if it is
    missing, and a later version will reject the notebook. Run `jupyter nbconvert --to notebook --inplace` on
    it.

    ```notebook bad
    nbformat = 3
    ```
    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "markdown",
       "metadata": {},
       "source": "# Churn"
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 5
    }
    ```
    ```notebook good
    nbformat = 4
    cells = [{ source = "load()" }]
    ```
    """
    if notebook.role == "test":
        return
    number, minor = notebook.get(int, "nbformat"), notebook.get(int, "nbformat_minor") or 0
    if number is not None and number < 4:
        yield Finding(f"the notebook has nbformat {number}", notebook.at("nbformat"))
    elif minor >= 5:
        bare = [cell.route for cell in notebook.cells if not notebook.has(*cell.route, "id")]
        if bare:
            verb = counted(len(bare), "cell has", "cells have")
            yield Finding(f"{verb} no `id`, which nbformat 4.{minor} requires", notebook.at(*bare[0]))
