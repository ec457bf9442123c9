import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, nodes_of, rule
from roadworthy_rules._dropped import TELLING, dropped_in


@rule(
    Severity.WARNING,
    since="0.2",
    codes=("B018", "pylint:pointless-statement", "pylint:W0104", "pylint:expression-not-assigned"),
    handwritten=True,
)
def result_dropped(module: Module) -> Iterator[Finding]:
    """A statement looks as if it did something, and does nothing.

    `optimizer.zero_grad` without parentheses names the method and does not call it, so gradients add up over
    all batches. `rows.dropna()` gives a new table and `name.strip()` a new text, and both leave what they are
    called of as it is. `map(work, rows)` computes as far as something iterates it. Call the method, or keep
    the result: `rows = rows.dropna()`.

    The rule knows some methods of networks and optimizers, of tables, of arrays, and of texts where the code
    shows that something is a text. It ignores the last statement of a `try`, which may be there to fail.

    ```python bad
    import pandas as pd
    import torch

    def fit(model, optimizer, rows, names):
        model.train
        rows.dropna()
        for row, name in zip(rows, names.split()):
            name = str(name)
            name.strip()
            optimizer.zero_grad
            row.unsqueeze(0)
            model(row).backward()
            optimizer.step()
    ```
    ```python bad
    from tqdm import tqdm

    def convert(paths):
        tqdm(map(read, paths), total=len(paths))
    ```
    ```python good
    import pandas as pd
    import torch

    def fit(model, optimizer, rows, names):
        model.train()
        rows = rows.dropna()
        rows.fillna(0, inplace=True)
        for row, name in zip(rows, names):
            optimizer.zero_grad()
            model(row.unsqueeze(0), name.strip()).backward()
            optimizer.step()
    ```
    ```python good
    from multiprocessing import Pool

    from tqdm import tqdm

    def convert(paths):
        # A pool works whether its results are iterated or not.
        with Pool(4) as pool:
            tqdm(pool.imap(convert_one, paths), total=len(paths))
            pool.close()
            pool.join()
    ```
    """
    if module.role not in ("source", "example") or module.has_cells:
        return
    statements = nodes_of(module, ast.Expr)
    for node, message in dropped_in(statements, module.text, lambda: nodes_of(module, *TELLING)):
        yield Finding(message, module.at(node))
