import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._trainings._undone_scalings import undone_wrongly
from roadworthy_rules.notebooks.training._cells import TrainingCells


@rule(Severity.WARNING, since="0.3")
def notebook_scaling_undone_wrongly(notebook: Notebook) -> Iterator[Finding]:
    """A notebook undoes a standardisation in the wrong order.

    `(rows - mean) / std` is undone by `rows * std + mean`. `(rows + mean) * std` multiplies the mean as well,
    so values come out in the wrong range, and every error that is computed from them is wrong. Write
    `rows * std + mean`, or use `inverse_transform` of the scaler.

    The rule looks for names such as `mean` and `std`, also as keys. It ignores constants as values.

    ```notebook bad
    [[cells]]
    source = "def restore(rows, stats):\\n    return (rows + stats['mean']) * stats['std']"
    ```
    ```notebook good
    [[cells]]
    source = "def restore(rows, stats):\\n    return rows * stats['std'] + stats['mean']"
    ```
    """
    cells = TrainingCells(notebook)
    if "std" not in cells.text and "sigma" not in cells.text:
        return
    for node in undone_wrongly(cells.nodes):
        yield Finding(f"`{ast.unparse(node)[:60]}` multiplies the mean by the spread", cells.at(node))
