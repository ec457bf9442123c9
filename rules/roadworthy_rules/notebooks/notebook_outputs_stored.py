from collections.abc import Iterator

from roadworthy import Finding, Fix, Location, Notebook, Set, Severity, counted, rule
from roadworthy_rules.notebooks._shared import is_work, keeps_outputs


@rule(Severity.NOTE, since="0.1")
def notebook_outputs_stored(notebook: Notebook) -> Iterator[Finding]:
    """A notebook is stored with its outputs.

    Outputs may publish confidential data, hide a one-line change in a diff of thousands of lines, and make
    the repository grow with each run. Clear them before each commit, for example with a pre-commit hook for
    nbstripout. Add the tag `keep_output` to cells whose outputs you want to keep.

    The rule ignores notebooks of documentation, examples and tutorials.

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
    ```notebook examples/tutorial.ipynb good
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
