from collections.abc import Iterator

from roadworthy import (
    Cell,
    Finding,
    Fix,
    Location,
    Notebook,
    Part,
    Set,
    Severity,
    and_more,
    is_teaching,
    rule,
)
from roadworthy_rules.notebooks._shared import is_session


@rule(Severity.ERROR, since="0.1")
def notebook_traceback_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored with a traceback.

    The notebook does not run from top to bottom, and the traceback reveals paths and code of the machine
    where it failed. Fix the cell and run all cells, or clear its output. If the cell should fail, add the tag
    `raises-exception`.

    The rule reports a notebook once, at its first such cell. It stays silent if the text beside the cell
    mentions the error, in lectures and tutorials, which show errors, in sessions of Django's Shell-Plus, and
    on `KeyboardInterrupt`: someone stopped a cell that did not fail.

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
    ```notebook 01-lectures/tensors.ipynb good
    [[cells]]
    source = "1 / 0"
    outputs = [{ output_type = "error", ename = "ZeroDivisionError", evalue = "", traceback = [] }]
    ```
    ```notebook good
    [[cells]]
    source = "1 / 0"
    metadata = { tags = ["raises-exception"] }
    outputs = [{ output_type = "error", ename = "ZeroDivisionError", evalue = "", traceback = [] }]
    ```
    ```notebook good
    [[cells]]
    type = "markdown"
    source = "Adding the record again gives an `IntegrityError`:"

    [[cells]]
    source = "table.insert(record)"
    outputs = [{ output_type = "error", ename = "IntegrityError", evalue = "", traceback = [] }]
    ```
    ```notebook good
    [[cells]]
    source = "model.fit(rows)"
    outputs = [{ output_type = "error", ename = "KeyboardInterrupt", evalue = "", traceback = [] }]
    ```
    ```notebook good
    metadata = { kernelspec = { name = "django_extensions", display_name = "Django Shell-Plus" } }

    [[cells]]
    source = "Post.objects.get()"
    outputs = [{ output_type = "error", ename = "MultipleObjectsReturned", evalue = "", traceback = [] }]
    ```
    """
    if is_teaching(notebook.path) or is_session(notebook):
        return
    found: list[Finding] = []
    for cell in notebook.code:
        if "raises-exception" in cell.tags or notebook.role in ("test", "vendored"):
            continue
        for number, output in enumerate(cell.outputs):
            if output.get("output_type") in ("error", "pyerr"):
                name = output.get("ename")
                if name == "KeyboardInterrupt":
                    continue
                if isinstance(name, str) and _is_announced(name, cell, notebook):
                    continue
                what = f"`{name}`" if isinstance(name, str) and name.isidentifier() else "an error"
                outputs = Location(notebook.path, (*cell.route, "outputs"))
                fix = Fix("Clear the cell's outputs", Set(outputs, []), safe=False)
                message = f"the cell failed with {what}, and the notebook stores the traceback"
                found.append(Finding(message, outputs / number, fix))
                break
    if len(found) < 2:
        yield from found
        return
    parts = tuple(Part(one.message, one.at) for one in found)
    edits = [edit for one in found if one.fix for edit in one.fix.edits]
    names = and_more(list(dict.fromkeys(what for one in found for what in one.message.split("`")[1::2])), 3)
    message = f"{len(found)} cells failed, and the notebook stores their tracebacks"
    fix = Fix("Clear the outputs of these cells", *edits, safe=False)
    yield Finding(f"{message}: {names}" if names else message, found[0].at, fix, parts=parts)


def _is_announced(error: str, cell: Cell, notebook: Notebook) -> bool:
    """Tell whether the text right before or after a cell names the error: the reader is to see it."""
    around = notebook.cells[max(cell.index - 1, 0) : cell.index + 2]
    return error.isidentifier() and any(error in near.source for near in around if near.kind == "markdown")
