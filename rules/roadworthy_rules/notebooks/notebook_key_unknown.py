from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._format import faults_of


@rule(Severity.NOTE, since="0.1")
def notebook_key_unknown(notebook: Notebook) -> Iterator[Finding]:
    """A notebook has a key that the notebook format does not define.

    Editors and tools leave such keys behind (`jetTransient`, `path_`). Jupyter opens the notebook with a
    warning, but tools that validate it reject it: `nbformat.validate`, hooks, uploads. Delete the key, or
    move it to `metadata`.

    The rule reports the first unknown key of each notebook (schema of nbformat 4).

    ```ipynb bad
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
    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "code",
       "execution_count": 1,
       "metadata": {},
       "outputs": [
        {
         "data": {"text/plain": "figure"},
         "jetTransient": {},
         "metadata": {},
         "output_type": "display_data"
        }
       ],
       "source": "plot()"
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```ipynb good
    {
     "cells": [
      {
       "cell_type": "markdown",
       "metadata": {"path_": "notebooks/load.ipynb"},
       "source": "Load"
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    """
    for route, message in faults_of(notebook, unknown=True):
        yield Finding(message, notebook.at(*route))
        return
