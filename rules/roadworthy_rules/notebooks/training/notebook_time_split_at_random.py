from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._time_split import may_shuffle_time, time_shuffled
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.2")
def notebook_time_split_at_random(notebook: Notebook) -> Iterator[Finding]:
    """A notebook splits rows at random that know their neighbours in time.

    A lag, a rolling mean or a window holds values of the rows next to it, which lie on the other side of the
    split. Split by time, with `shuffle=False` or `TimeSeriesSplit`.

    The rule reads cells as `time-split-at-random` reads modules.

    ```notebook bad
    [[cells]]
    source = "table['before'] = table['price'].shift(1)"

    [[cells]]
    source = "train, test = train_test_split(table.dropna(), random_state=7)"
    ```
    ```notebook good
    [[cells]]
    source = "table['before'] = table['price'].shift(1)"

    [[cells]]
    source = "train, test = train_test_split(table.dropna(), shuffle=False)"
    ```
    """
    if (cells := training_cells(notebook, may_shuffle_time)) is None:
        return
    for node, message in time_shuffled(cells.nodes):
        yield Finding(message, cells.at(node))
