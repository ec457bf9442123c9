from collections.abc import Iterator

from roadworthy import Finding, Fix, Notebook, Set, Severity, rule
from roadworthy_rules.notebooks._shared import is_work


@rule(Severity.NOTE, since="0.1")
def notebook_kernel_personal(notebook: Notebook) -> Iterator[Finding]:
    """A notebook asks for a kernel that is installed on its author's machine.

    Elsewhere, and in CI, Jupyter stops with `No such kernel` or asks which one is meant. `python3` is the one
    that every installation has: the environment that Jupyter runs in.

    ```ipynb bad
    {
     "cells": [],
     "metadata": {
      "kernelspec": {
       "display_name": "churn",
       "language": "python",
       "name": "churn"
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
       "display_name": "Python 3",
       "language": "python",
       "name": "python3"
      }
     },
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook good
    metadata = { kernelspec = { name = "ir", display_name = "R", language = "R" } }
    ```
    """
    name = notebook.get(str, "metadata", "kernelspec", "name")
    if name is None or name in ("python3", "python2", "python", "xpython", "pyodide"):
        return
    if is_work(notebook) and notebook.language in ("python", "ipython"):
        at = notebook.at("metadata", "kernelspec", "name")
        display_name = notebook.at("metadata", "kernelspec", "display_name")
        fix = Fix("Ask for `python3`", Set(at, "python3"), Set(display_name, "Python 3"), safe=False)
        yield Finding(f"the kernel `{name}` is one machine's own", at, fix)
