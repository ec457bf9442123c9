from collections.abc import Iterator

from roadworthy import Finding, Location, Notebook, Severity, rule
from roadworthy_rules.notebooks._shared import is_work


@rule(Severity.NOTE, since="0.1")
def notebook_run_partial(notebook: Notebook) -> Iterator[Finding]:
    """The stored outputs are not from one run of a fresh kernel.

    If the first count is not 1, cells ran before that may have been changed or deleted. If a cell has outputs
    but no count, you cannot tell which run they are from. Restart the kernel, run all cells and save, or
    clear all outputs and counts.

    The rule ignores notebooks without any counts, because some services store none.

    ```notebook bad
    [[cells]]
    source = "rows = load()"
    count = 7
    ```
    ```notebook bad
    [[cells]]
    source = "rows = load()"
    count = 1

    [[cells]]
    source = "rows"
    outputs = [{ output_type = "stream", name = "stdout", text = ["rows"] }]
    ```
    ```notebook good
    [[cells]]
    source = "rows = load()"
    count = 1

    [[cells]]
    source = "rows"
    count = 5
    outputs = [{ output_type = "stream", name = "stdout", text = ["rows"] }]
    ```
    """
    counted = [cell for cell in notebook.code if cell.count is not None]
    if not is_work(notebook) or not counted:
        return
    first = counted[0]
    silent = next((cell for cell in notebook.code if cell.outputs and cell.count is None), None)
    if silent is not None:
        at = Location(notebook.path, (*silent.route, "outputs"))
        yield Finding("the cell has outputs but no execution count", at)
    elif first.count != 1:
        at = Location(notebook.path, (*first.route, "execution_count"))
        yield Finding(f"the first cell that ran has the execution count {first.count}, not 1", at)
