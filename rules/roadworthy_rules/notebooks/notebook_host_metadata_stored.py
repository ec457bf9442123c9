from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Notebook, Remove, Severity, rule
from roadworthy_rules.notebooks._shared import is_work

#: What editors and hosting services write for themselves alone; nothing of it changes what a notebook does.
_OF_NOTEBOOK = (
    "ExecuteTime",
    "application/vnd.databricks.v1+notebook",
    "celltoolbar",
    "deepnote",
    "deepnote_execution_queue",
    "deepnote_notebook_id",
    "deepnote_persisted_session",
    "colab",
    "kaggle",
    "signature",
    "toc",
    "toc-autonumbering",
    "varInspector",
    "vscode",
)
_OF_CELL = (
    "ExecuteTime",
    "application/vnd.databricks.v1+cell",
    "colab",
    "deepnote_app_coordinates",
    "deepnote_cell_type",
    "execution",
    "execution_context_id",
    "execution_millis",
    "execution_start",
    "outputId",
    "source_hash",
    "vscode",
)


@rule(Severity.NOTE, since="0.1")
def notebook_host_metadata_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook contains metadata of one editor or hosted service.

    Times, identifiers and panel states change whenever someone opens the notebook, and fill diffs although no
    cell changed. Delete them; nbstripout does so with `--extra-keys`.

    The rule ignores tags, slides and metadata for documentation builders.

    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "code",
       "execution_count": null,
       "metadata": {
        "ExecuteTime": {
         "end_time": "2024-05-01T10:00:00Z"
        },
        "tags": [
         "parameters"
        ]
       },
       "outputs": [],
       "source": []
      }
     ],
     "metadata": {
      "vscode": {
       "interpreter": {
        "hash": "0f03"
       }
      }
     },
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```ipynb fixed
    {
     "cells": [
      {
       "cell_type": "code",
       "execution_count": null,
       "metadata": {
        "tags": [
         "parameters"
        ]
       },
       "outputs": [],
       "source": []
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook good
    metadata = { kernelspec = { name = "python3" }, papermill = { default_parameters = {} } }

    [[cells]]
    source = "rate = 0.1"
    metadata = { tags = ["parameters"], slideshow = { slide_type = "slide" }, scrolled = true }
    ```
    """
    if not is_work(notebook):
        return
    table = notebook.get(dict, "metadata") or {}
    found = [notebook.at("metadata", key) for key in _OF_NOTEBOOK if key in table]
    for cell in notebook.cells:
        at = Location(notebook.path, (*cell.route, "metadata"))
        found += [at / key for key in _OF_CELL if key in cell.metadata]
    if found:
        names = sorted({str(place.route[-1]) for place in found})
        listing = ", ".join(f"`{name}`" for name in names)
        fix = Fix("Remove the metadata of editors and services", *map(Remove, found))
        yield Finding(f"the notebook contains metadata of one editor or service: {listing}", found[0], fix)
