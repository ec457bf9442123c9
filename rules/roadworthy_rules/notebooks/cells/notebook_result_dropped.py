import ast
from collections.abc import Iterator

from roadworthy import Cell, Finding, Notebook, Severity, rule
from roadworthy_rules._dropped import TELLING, dropped_in
from roadworthy_rules.notebooks._shared import is_work


@rule(Severity.WARNING, since="0.2")
def notebook_result_dropped(notebook: Notebook) -> Iterator[Finding]:
    """A statement in a cell looks as if it did something, and does nothing.

    `rows.dropna()` gives a new table and leaves `rows` as it is, and `model.eval` without parentheses does
    not call the method. The notebook shows the value of the last line of a cell alone. Keep the result,
    `rows = rows.dropna()`, or call the method.

    The rule knows some methods of networks and optimizers, of tables, of arrays, and of texts where the code
    shows that something is a text. It ignores the last line of a cell, which shows its result, and the last
    statement of a `try`, which may be there to fail.

    ```notebook bad
    [[cells]]
    source = "import pandas as pd"

    [[cells]]
    source = '''
    rows = pd.read_csv("rows.csv")
    rows.dropna()
    rows.head()
    '''
    ```
    ```notebook good
    [[cells]]
    source = "import pandas as pd"

    [[cells]]
    source = '''
    rows = pd.read_csv("rows.csv")
    rows = rows.dropna()
    rows.dropna()
    '''
    ```
    """
    if not is_work(notebook):
        return
    text = "\n".join(cell.source for cell in notebook.code if "import" in cell.source)
    cells = [cell for cell in notebook.code if cell.tree]
    at = {
        node: cell
        for cell in cells
        for statement in (cell.tree.body[:-1] if cell.tree else ())
        for node in ast.walk(statement)
        if isinstance(node, ast.Expr)
    }
    for node, message in dropped_in(at, text, lambda: _telling(cells)):
        yield Finding(message, at[node].at(node))


def _telling(cells: list[Cell]) -> Iterator[ast.AST]:
    statements = (statement for cell in cells if cell.tree for statement in cell.tree.body)
    return (node for one in statements for node in ast.walk(one) if isinstance(node, TELLING))
