from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule


@rule(Severity.WARNING, since="0.1")
def notebook_order_broken(notebook: Notebook) -> Iterator[Finding]:
    """The cells of a notebook were not run from top to bottom.

    What is shown then depends on an order that only its author remembers, and another run gives another
    result, or none. Where a count is there twice, the cells are of two runs. Restart the kernel, run all
    cells, and store that; or store no outputs and counts at all. Gaps in the counts are fine: they are what
    running a cell again leaves.

    ```notebook bad
    [[cells]]
    source = "rows = load()"
    count = 7

    [[cells]]
    source = "model = train(rows)"
    count = 3
    ```
    ```notebook bad
    [[cells]]
    source = "rows = load()"
    count = 1

    [[cells]]
    source = "model = train(rows)"
    count = 1
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
    count = 0

    [[cells]]
    source = "model = train(rows)"
    count = 0
    ```
    Colab stores the count 0 for a cell that was not run.

    ```notebook good
    [[cells]]
    source = "rows = load()"
    ```
    """
    if notebook.role in ("test", "documentation"):
        return
    last = -1
    for cell in notebook.code:
        if cell.count is None:
            continue
        at = Location(notebook.path, (*cell.route, "execution_count"))
        if cell.count == last:
            yield Finding(f"two cells were run as number {last}, so that one of them is of another run", at)
            return
        if cell.count < last:
            yield Finding(f"the cell was run as number {cell.count}, after a cell run as number {last}", at)
            return
        last = cell.count
