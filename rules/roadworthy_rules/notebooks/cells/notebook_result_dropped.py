import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._dropped import dropped
from roadworthy_rules.notebooks._shared import is_work


@rule(Severity.WARNING, since="0.2")
def notebook_result_dropped(notebook: Notebook) -> Iterator[Finding]:
    """A statement in a cell looks as if it did something, and does nothing.

    `rows.dropna()` gives a new table and leaves `rows` as it is, and `model.eval` without parentheses does
    not call the method. The notebook shows the value of the last line of a cell alone. Keep the result,
    `rows = rows.dropna()`, or call the method.

    The rule knows some methods of networks and optimizers, of tables, of arrays and of texts. It leaves the
    last line of a cell, which shows its result.

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
    for cell in notebook.code:
        body = cell.tree.body if cell.tree else []
        for statement in body[:-1]:
            for node in ast.walk(statement):
                if isinstance(node, ast.Expr) and (message := dropped(node, text)):
                    yield Finding(message, cell.at(node))
