import ast
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._leaks import leaks, may_leak

#: One of these is in what is found; to look for texts takes a fraction of the time.
_HINTS = (
    "fillna",
    "quantile",
    "percentile",
    "corr",
    "mutual_info_",
    "f_classif",
    "f_regression",
    "mean(",
    "min(",
)


@rule(Severity.NOTE, since="0.2", handwritten=True)
def statistic_before_split(module: Module) -> Iterator[Finding]:
    """A mean, a quantile or a correlation is computed of all rows before they are split.

    The training rows then know something about the test rows: gaps that are filled with the mean of all rows,
    values that are cut at quantiles of all rows, and columns that were chosen by their correlation with the
    target. The score is too good, most of all for chosen columns and small tables. Split first, compute the
    number on the training rows, and use it for both parts. A `Pipeline` does this, also in cross-validation.

    The rule follows the rows to `train_test_split` in the same function or script, and through functions of
    the same module. It ignores rows that are already part of a split, and constants that fill gaps.

    ```python train.py bad
    from sklearn.model_selection import train_test_split

    def prepare(table):
        table["age"] = table["age"].fillna(table["age"].median())
        return train_test_split(table, random_state=7)
    ```
    ```python train.py bad
    from sklearn.model_selection import train_test_split

    def limited(table, columns):
        for column in columns:
            high = table[column].quantile(0.99)
            table[column] = table[column].clip(upper=high)
        return table

    def prepare(table, columns):
        table = limited(table, columns)
        return train_test_split(table, random_state=7)
    ```
    ```python train.py bad
    from sklearn.model_selection import train_test_split

    def prepare(table, target):
        strength = table.corrwith(target).abs()
        strong = strength[strength > 0.5].index
        return train_test_split(table[strong], target, random_state=7)
    ```
    ```python train.py good
    from sklearn.model_selection import train_test_split

    def prepare(table):
        table["age"] = table["age"].fillna(0)
        train, test = train_test_split(table, random_state=7)
        middle = train["age"].median()
        train, test = train.fillna({"age": middle}), test.fillna({"age": middle})
        print(table.corrwith(table["age"]))
        return train, test
    ```
    """
    if not is_run(module.path, module.role) or not may_leak(module.text):
        return
    if not any(hint in module.text for hint in _HINTS):
        return
    for leak in leaks(module.tree.body, nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)):
        if leak.by_hand:
            related = (Location(module.path, span=module.span(leak.fit)),)
            yield Finding(leak.message, module.at(leak.split), related=related)
