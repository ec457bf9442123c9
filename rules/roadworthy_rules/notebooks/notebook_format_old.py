from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, counted, rule


@rule(Severity.NOTE, since="0.1")
def notebook_format_old(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored in a format that Jupyter gave up, or half in a new one.

    Most tools read nbformat 4 only, and what says to be of nbformat 4.5 needs an `id` in each cell: nbformat
    warns of it today, and will refuse it. Run `jupyter nbconvert --to notebook --inplace` on it.

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
        yield Finding(f"the notebook is of nbformat {number}", notebook.at("nbformat"))
    elif minor >= 5:
        bare = [cell.route for cell in notebook.cells if not notebook.has(*cell.route, "id")]
        if bare:
            verb = counted(len(bare), "cell has", "cells have")
            yield Finding(f"{verb} no `id`, which nbformat 4.{minor} asks for", notebook.at(*bare[0]))
