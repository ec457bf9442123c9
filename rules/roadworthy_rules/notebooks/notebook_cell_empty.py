from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Notebook, Remove, Severity, rule


@rule(Severity.NOTE, since="0.1")
def notebook_cell_empty(notebook: Notebook) -> Iterator[Finding]:
    """A notebook has an empty cell between others.

    An empty cell is a leftover that interrupts the reader. Remove it.

    The rule ignores empty cells at the end, because Jupyter adds them.

    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "code",
       "execution_count": null,
       "metadata": {},
       "outputs": [],
       "source": []
      },
      {
       "cell_type": "markdown",
       "metadata": {},
       "source": [
        "# The end"
       ]
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```ipynb fixed
    {
     "cells": [
      {
       "cell_type": "markdown",
       "metadata": {},
       "source": [
        "# The end"
       ]
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook good
    [[cells]]
    source = "train()"

    [[cells]]
    source = ""
    ```
    """
    if notebook.role == "test":
        return
    filled = [cell.index for cell in notebook.cells if cell.source.strip()]
    for cell in notebook.cells:
        if filled and cell.index < filled[-1] and not cell.source.strip():
            at = Location(notebook.path, cell.route)
            yield Finding("the cell is empty", at, Fix("Remove the cell", Remove(at)))
