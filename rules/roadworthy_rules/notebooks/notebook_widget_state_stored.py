from collections.abc import Iterator

from roadworthy import Finding, Fix, Notebook, Remove, Severity, rule
from roadworthy_rules.notebooks._shared import STATES, is_work


@rule(Severity.WARNING, since="0.1")
def notebook_widget_state_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored with the state of its widgets.

    The state contains the last values of progress bars and sliders: often thousands of lines, different after
    each run. If a hosted service wrote it, readers may see "Invalid notebook". Delete it, for example with a
    pre-commit hook for nbstripout.

    The rule ignores notebooks of documentation, examples and tutorials.

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
    ```notebook examples/sliders.ipynb good
    metadata = { widgets = { "application/vnd.jupyter.widget-state+json" = { state = {} } } }
    ```
    """
    if is_work(notebook) and notebook.has("metadata", "widgets"):
        at = notebook.at("metadata", "widgets")
        fix = Fix("Remove the widget state", Remove(at), safe=False)
        states = notebook.get(dict, "metadata", "widgets", STATES)
        has_state = states is None or isinstance(states.get("state"), dict)
        what = "the widget state" if has_state else "metadata of widgets without their `state`"
        yield Finding(f"the notebook stores {what}", at, fix)
