from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import STATES, is_work


@rule(Severity.WARNING, since="0.1")
def notebook_widget_state_missing(notebook: Notebook) -> Iterator[Finding]:
    """The widget metadata of a notebook has no `state`.

    GitHub, nbviewer and nbconvert show "Invalid notebook" or stop with `KeyError: 'state'`. A hosted service
    wrote the metadata in its own form. Delete `metadata.widgets`, or run the notebook in Jupyter and choose
    "Save widget state".

    The rule checks notebooks of documentation, examples and tutorials. In others,
    `notebook-widget-state-stored` reports the same metadata.

    ```ipynb examples/sliders.ipynb bad
    {
     "cells": [],
     "metadata": {
      "widgets": {
       "application/vnd.jupyter.widget-state+json": {
        "2f0a": {
         "model_name": "HTMLModel"
        }
       }
      }
     },
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook good
    metadata = { widgets = { "application/vnd.jupyter.widget-state+json" = { 2f0a = { name = "HTML" } } } }
    ```
    ```notebook examples/sliders.ipynb good
    metadata = { widgets = { "application/vnd.jupyter.widget-state+json" = { state = {} } } }
    ```
    """
    states = notebook.get(dict, "metadata", "widgets", STATES)
    if notebook.role == "test" or is_work(notebook):
        return
    if states is not None and not isinstance(states.get("state"), dict):
        yield Finding("the widget metadata has no `state`", notebook.at("metadata", "widgets", STATES))
