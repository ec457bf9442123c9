import re
from collections.abc import Iterator

from roadworthy import Finding, Fix, Notebook, Set, Severity, rule
from roadworthy_rules.notebooks._shared import is_work

#: How VS Code and conda name kernels after environments: `Python 3.11 ('churn')`, `[conda env:churn]`.
_ENVIRONMENT = re.compile(r"(?:\('?|\[conda env: ?)([\w.-]+)'?(?:: ?\w+)?(?:\)|\](?: \*)?)$")
#: Names of environments that many machines have.
_COMMON = frozenset("ipykernel pyodide system local conda default root base".split())


@rule(Severity.NOTE, since="0.1")
def notebook_kernel_personal(notebook: Notebook) -> Iterator[Finding]:
    """A notebook requires a kernel that exists only on its author's machine.

    On other machines and in CI, Jupyter stops with `No such kernel` or asks for a kernel. Set the kernel to
    `python3`: every installation of Jupyter has it, and it runs in the environment of Jupyter.

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

    Some editors write the author's environment into `display_name`, so it differs for each author.

    ```notebook bad
    metadata = { kernelspec = { name = "python3", display_name = "Python 3.11.4 ('churn': venv)" } }
    ```
    ```notebook good
    metadata = { kernelspec = { name = "python3", display_name = "Python 3 (ipykernel)" } }
    ```
    ```notebook good
    metadata = { kernelspec = { name = "ir", display_name = "R", language = "R" } }
    ```
    """
    name = notebook.get(str, "metadata", "kernelspec", "name")
    if name is None or not is_work(notebook) or notebook.language not in ("python", "ipython"):
        return
    at = notebook.at("metadata", "kernelspec", "name")
    display_name = notebook.at("metadata", "kernelspec", "display_name")
    shown = Set(display_name, "Python 3")
    if name not in ("python3", "python2", "python", "xpython", "pyodide"):
        fix = Fix("Ask for `python3`", Set(at, "python3"), shown, safe=False)
        yield Finding(f"the kernel `{name}` exists on only one machine", at, fix)
        return
    found = _ENVIRONMENT.search(notebook.get(str, "metadata", "kernelspec", "display_name") or "")
    if found and found.group(1).lower() not in _COMMON:
        message = f"the kernel's `display_name` contains an environment of one machine: `{found.group(1)}`"
        yield Finding(message, display_name, Fix("Name it `Python 3`", shown))
