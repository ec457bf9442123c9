from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Notebook, Set, Severity, counted, rule
from roadworthy_rules.notebooks._shared import is_work, keeps_outputs


@rule(Severity.NOTE, since="0.1")
def notebook_outputs_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored with its outputs.

    Outputs carry data out of the place where it may be, hide the change of a line in a diff of thousands, and
    grow the repository for ever. Clear them before committing: a hook such as nbstripout does it each time.
    Cells that are to keep theirs say so with the tag `keep_output`. Notebooks of documentation, examples and
    tutorials are shown with their outputs, and may keep them.

    ```ipynb bad
    {
     "cells": [
      {
       "cell_type": "code",
       "execution_count": 3,
       "metadata": {},
       "outputs": [
        {
         "name": "stdout",
         "output_type": "stream",
         "text": [
          "0.91\\n"
         ]
        }
       ],
       "source": [
        "print(score)"
       ]
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
       "execution_count": null,
       "metadata": {},
       "outputs": [],
       "source": [
        "print(score)"
       ]
      }
     ],
     "metadata": {},
     "nbformat": 4,
     "nbformat_minor": 4
    }
    ```
    ```notebook good
    [[cells]]
    source = "print(score)"

    [[cells]]
    source = "plot(score)"
    metadata = { tags = ["keep_output"] }
    outputs = [{ output_type = "stream", name = "stdout", text = ["kept"] }]
    ```
    ```notebook docs/tutorial.ipynb good
    [[cells]]
    source = "print(score)"
    outputs = [{ output_type = "stream", name = "stdout", text = ["0.91"] }]
    ```
    """
    if not is_work(notebook):
        return
    cells = [cell for cell in notebook.code if cell.outputs and not keeps_outputs(cell)]
    if not cells:
        return
    edits = [Set(Location(notebook.path, (*cell.route, "outputs")), []) for cell in cells]
    key = "execution_count" if cells[0].route[0] == "cells" else "prompt_number"
    # A count without its output says nothing, so those of all cells go: nbstripout does the same.
    edits += [
        Set(Location(notebook.path, (*cell.route, key)), None)
        for cell in notebook.code
        if cell.count is not None and not keeps_outputs(cell)
    ]
    number = counted(len(cells), "cell is", "cells are")
    at = Location(notebook.path, (*cells[0].route, "outputs"))
    yield Finding(f"{number} stored with outputs", at, Fix("Clear the outputs", *edits, safe=False))
