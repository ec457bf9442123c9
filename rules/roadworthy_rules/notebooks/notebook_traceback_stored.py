from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Notebook, Set, Severity, rule


@rule(Severity.ERROR, since="0.1")
def notebook_traceback_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored with a traceback.

    As it stands it does not run from top to bottom, and the traceback shows paths and code of the machine
    that it failed on. Mend the cell and run all, or clear its output. A cell that is meant to fail says so
    with the tag `raises-exception`.

    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "code",
       "execution_count": 1,
       "metadata": {},
       "outputs": [
        {
         "ename": "KeyError",
         "evalue": "'tenure'",
         "output_type": "error",
         "traceback": []
        }
       ],
       "source": []
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
       "cell_type": "code",
       "execution_count": 1,
       "metadata": {},
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
    [[cells]]
    source = "1 / 0"
    metadata = { tags = ["raises-exception"] }
    outputs = [{ output_type = "error", ename = "ZeroDivisionError", evalue = "", traceback = [] }]
    ```
    """
    for cell in notebook.code:
        if "raises-exception" in cell.tags or notebook.role == "test":
            continue
        for number, output in enumerate(cell.outputs):
            if output.get("output_type") in ("error", "pyerr"):
                name = output.get("ename")
                what = f"`{name}`" if isinstance(name, str) and name.isidentifier() else "an error"
                outputs = Location(notebook.path, (*cell.route, "outputs"))
                fix = Fix("Clear the cell's outputs", Set(outputs, []), safe=False)
                yield Finding(
                    f"the cell failed with {what}, and the traceback is stored", outputs / number, fix
                )
                break
