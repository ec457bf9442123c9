from collections.abc import Iterator

from roadworthy import Finding, Fix, Notebook, Remove, Severity, rule
from roadworthy_rules.notebooks._shared import STATES, is_work


@rule(Severity.WARNING, since="0.1")
def notebook_widget_state_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored with the state of its widgets.

    The state contains the last values of progress bars and sliders: often thousands of lines, different after
    each run. If a hosted service wrote it, readers may see "Invalid notebook". Delete it, for example with a
    pre-commit hook for nbstripout.

    The rule ignores notebooks of documentation, examples and tutorials, and metadata without a state, which
    `notebook-widget-state-missing` reports.

    ```ipynb bad
    {
     "cells": [],
     "metadata": {
      "kernelspec": {
       "name": "python3"
      },
      "widgets": {
       "application/vnd.jupyter.widget-state+json": {
        "state": {},
        "version_major": 2
       }
      }
     },
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```ipynb fixed
    {
     "cells": [],
     "metadata": {
      "kernelspec": {
       "name": "python3"
      }
     },
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook good
    metadata = { kernelspec = { name = "python3" } }
    ```
    ```notebook good
    metadata = { widgets = { "application/vnd.jupyter.widget-state+json" = { 2f0a = { name = "HTML" } } } }
    ```
    ```notebook docs/sliders.ipynb good
    metadata = { widgets = { "application/vnd.jupyter.widget-state+json" = { state = {} } } }
    ```
    """
    if not is_work(notebook) or not notebook.has("metadata", "widgets"):
        return
    # Without a state, `notebook-widget-state-missing` says so.
    states = notebook.get(dict, "metadata", "widgets", STATES)
    if states is None or isinstance(states.get("state"), dict):
        at = notebook.at("metadata", "widgets")
        fix = Fix("Remove the widget state", Remove(at), safe=False)
        yield Finding("the notebook stores the widget state", at, fix)
