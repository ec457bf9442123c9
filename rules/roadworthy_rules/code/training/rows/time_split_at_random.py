import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._time_split import may_shuffle_time, time_shuffled


@rule(Severity.NOTE, since="0.2", handwritten=True)
def time_split_at_random(module: Module) -> Iterator[Finding]:
    """Rows that know their neighbours in time are split at random.

    A lag, a rolling mean or a window holds values of the rows next to it. Drawn at random, these lie on the
    other side of the split: the model has seen what it is tested on, and the score tells nothing about
    days that are still to come. Split by time, with `shuffle=False` or `TimeSeriesSplit`.

    The rule applies to modules that make columns by `shift`, `rolling` and the like, or cut windows that
    overlap, and call `train_test_split` without `shuffle=False`.

    ```python bad
    from sklearn.model_selection import train_test_split

    def prepare(table):
        table["before"] = table["price"].shift(1)
        table = table.dropna()
        return train_test_split(table[["before"]], table["price"], random_state=7)
    ```
    ```python bad
    import numpy as np
    from sklearn.model_selection import train_test_split

    def prepare(series, length):
        rows, target = [], []
        for start in range(len(series) - length):
            rows.append(series[start : start + length])
            target.append(series[start + length])
        return train_test_split(np.array(rows), np.array(target), random_state=7)
    ```
    ```python good
    from sklearn.model_selection import train_test_split

    def prepare(table):
        table["before"] = table["price"].shift(1)
        table = table.dropna()
        return train_test_split(table[["before"]], table["price"], shuffle=False)
    ```
    ```python good
    from sklearn.model_selection import train_test_split

    def prepare(table, length):
        parts = []
        for start in range(0, len(table), length):
            parts.append(table[start : start + length])
        show(table["price"].rolling(7).mean())
        return train_test_split(parts, random_state=7)

    def show(series):
        print(series)
    ```
    """
    if not is_run(module.path, module.role) or not may_shuffle_time(module.text):
        return
    for node, message in time_shuffled(nodes_of(module, ast.Assign, ast.Call, ast.For)):
        yield Finding(message, module.at(node))
