from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule
from roadworthy_rules.notebooks._format import faults_of


@rule(Severity.ERROR, since="0.1")
def notebook_invalid(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is not what the notebook format allows.

    Jupyter may refuse to open it, or open it and drop what it does not understand when it is saved. It comes
    from merging by hand, or from a script that writes notebooks. Open it, save it, and look at the diff;
    `nbformat.validate` says what is wrong. Only the first fault of each notebook is reported (nbformat's
    schema, version 4). Keys that the format does not know are for `notebook-key-unknown`.

    ```notebook bad
    [[cells]]
    source = "load()"
    outputs = [{ output_type = "figure" }]
    ```
    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "code",
       "metadata": {},
       "source": "load()"
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook bad
    metadata = { kernelspec = "python3" }
    cells = [{ source = "load()" }]
    ```
    Up to version 4.4 cells have no `id`.

    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "raw",
       "id": "a1",
       "metadata": {},
       "source": "load()"
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook good
    [[cells]]
    source = "load()"
    outputs = [{ output_type = "stream", name = "stdout", text = ["loaded"] }]
    ```
    ```ipynb good
    {
     "cells": [
      {
       "cell_type": "markdown",
       "metadata": {},
       "path_": "notebooks/load.ipynb",
       "source": "Load"
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    """
    if notebook.marked and notebook.role != "test":
        message = "the file begins with a byte order mark: nbformat takes it for no JSON"
        yield Finding(message, Location(notebook.path))
        return
    for route, message in faults_of(notebook, unknown=False):
        yield Finding(message, notebook.at(*route))
        return
