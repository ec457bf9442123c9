from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, counted, rule
from roadworthy_rules.notebooks._shared import is_work

_SKIPPED = frozenset(("skip-execution", "raises-exception", "skip"))


@rule(Severity.NOTE, since="0.1")
def notebook_cell_skipped(notebook: Notebook) -> Iterator[Finding]:
    """A cell was not run, but cells below it were.

    The outputs below were produced without this cell, so "Run All" gives different results or fails. Remove
    the cell, or run the notebook from top to bottom. If you run the cell only now and then, add the tag
    `skip-execution`.

    The rule stays silent if no cell has an execution count.

    ```notebook bad
    [[cells]]
    source = "rows = load()"
    count = 1

    [[cells]]
    source = "rows = clean(rows)"

    [[cells]]
    source = "fit(rows)"
    count = 2
    ```
    ```notebook good
    [[cells]]
    source = "rows = load()"

    [[cells]]
    source = "fit(rows)"
    ```
    ```notebook good
    [[cells]]
    source = "rows = load()"
    count = 1

    [[cells]]
    source = "upload(rows)"
    metadata = { tags = ["skip-execution"] }

    [[cells]]
    source = "# rows = clean(rows)"

    [[cells]]
    source = "fit(rows)"
    count = 2

    [[cells]]
    source = "to_be_tried()"
    ```
    """
    if not is_work(notebook):
        return
    code = list(notebook.code)
    run = [cell.index for cell in code if cell.count is not None]
    skipped = [
        cell
        for cell in code
        if run and cell.index < run[-1] and cell.count is None and _SKIPPED.isdisjoint(cell.tags)
        if cell.tree is not None and cell.tree.body
    ]
    if skipped:
        number = counted(len(skipped), "cell was", "cells were")
        yield Finding(f"{number} not run, but cells below were", Location(notebook.path, skipped[0].route))
