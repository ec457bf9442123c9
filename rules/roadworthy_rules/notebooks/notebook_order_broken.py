from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import is_session


@rule(Severity.WARNING, since="0.1")
def notebook_order_broken(notebook: Notebook) -> Iterator[Finding]:
    """The cells of a notebook were not run from top to bottom.

    The outputs depend on an order that only the author remembers, so "Run All" gives different results or
    fails. If a count appears twice, the cells are from two runs. Restart the kernel, run all cells and save,
    or clear all outputs and counts.

    The rule accepts gaps in the counts, which appear when a cell is run again. It ignores sessions of
    Django's Shell-Plus, which depend on one database.

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
    ```notebook good
    metadata = { kernelspec = { name = "django_extensions", display_name = "Django Shell-Plus" } }

    [[cells]]
    source = "post = Post.objects.first()"
    count = 7

    [[cells]]
    source = "post.delete()"
    count = 3
    ```
    """
    if notebook.role in ("test", "documentation") or is_session(notebook):
        return
    last = -1
    for cell in notebook.code:
        if cell.count is None:
            continue
        at = Location(notebook.path, (*cell.route, "execution_count"))
        if cell.count == last:
            yield Finding(f"two cells have the execution count {last}, so they are from different runs", at)
            return
        if cell.count < last:
            yield Finding(f"the cell has the execution count {cell.count}, after a cell with {last}", at)
            return
        last = cell.count
