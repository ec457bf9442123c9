from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule
from roadworthy_rules.notebooks._format import faults_of


@rule(Severity.ERROR, since="0.1")
def notebook_invalid(notebook: Notebook) -> Iterator[Finding]:
    """A notebook does not follow the notebook format.

    Jupyter may refuse to open it, or may drop the invalid parts when it saves the file. The usual cause is a
    manual merge, or a script that writes notebooks. Open the notebook, save it, and read the diff;
    `nbformat.validate` names the error.

    The rule reports the first error of each notebook (schema of nbformat 4). `notebook-key-unknown` reports
    unknown keys.

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

    Before nbformat 4.5, cells have no `id`.

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
        message = "the file starts with a byte order mark, which nbformat cannot parse as JSON"
        yield Finding(message, Location(notebook.path))
        return
    for route, message in faults_of(notebook, unknown=False):
        yield Finding(message, notebook.at(*route))
        return
