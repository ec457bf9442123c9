from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule


@rule(Severity.WARNING, since="0.1")
def notebook_order_broken(notebook: Notebook) -> Iterator[Finding]:
    """The cells of a notebook were not run from top to bottom.

    What is shown then depends on an order that only its author remembers, and another run gives another
    result, or none. Restart the kernel, run all cells, and store that; or store no outputs and counts at all.
    Gaps in the counts are fine: they are what running a cell again leaves.

    ```notebook bad
    [[cells]]
    source = "rows = load()"
    count = 7

    [[cells]]
    source = "model = train(rows)"
    count = 3
    ```
    ```notebook good
    [[cells]]
    source = "rows = load()"
    count = 1

    [[cells]]
    source = "rows"

    [[cells]]
    source = "model = train(rows)"
    count = 12
    ```
    ```notebook good
    [[cells]]
    source = "rows = load()"
    ```
    """
    if notebook.role in ("test", "documentation"):
        return
    last = 0
    for cell in notebook.code:
        if cell.count is None:
            continue
        if cell.count < last:
            at = Location(notebook.path, (*cell.route, "execution_count"))
            yield Finding(f"the cell was run as number {cell.count}, after a cell run as number {last}", at)
            return
        last = cell.count
