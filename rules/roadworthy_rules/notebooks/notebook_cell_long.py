from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, counted, rule


@rule(Severity.NOTE, since="0.1")
def notebook_cell_long(notebook: Notebook, *, lines: int = 60) -> Iterator[Finding]:
    """A code cell is very long.

    You cannot run parts of it, test it, or use it in another notebook. Split it between its steps, and move
    functions into a module.

    The option `lines` sets the allowed lines of code; blank lines and comments do not count. The rule reports
    a notebook once, at the first such cell.

    ```toml bad
    [tool.roadworthy.rules.notebook-cell-long]
    lines = 1
    ```
    ```notebook bad
    [[cells]]
    source = "rows = load()\\nprint(rows)"
    ```
    ```notebook good
    [[cells]]
    source = "rows = load()\\nprint(rows)"
    ```
    """
    long = []
    for cell in notebook.code if notebook.role == "source" else ():
        number = sum(1 for _, line in cell.lines() if line.strip() and not line.lstrip().startswith("#"))
        if number > lines and not cell.source.lstrip().startswith("%%"):
            long.append((number, cell.line(1)))
    if long:
        number, first = long[0]
        others = tuple(at for _, at in long[1:])
        more = f" ({counted(len(others), 'more cell')} of more than {lines})" if others else ""
        yield Finding(f"the cell has {number} lines of code{more}", first, related=others)
