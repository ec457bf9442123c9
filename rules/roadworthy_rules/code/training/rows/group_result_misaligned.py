import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_RESULTS = frozenset("count first last max mean median min nunique prod quantile size std sum var".split())


@rule(Severity.WARNING, since="0.3", handwritten=True)
def group_result_misaligned(module: Module) -> Iterator[Finding]:
    """The results of groups become a column of the table that was grouped.

    `table.groupby("city")["price"].mean()` has a row for each city, and pandas puts it into a column by the
    labels of the rows, which are numbers: most rows get `NaN`, and others the mean of another city. Nothing
    fails. Write `table.groupby("city")["price"].transform("mean")`, or `table["city"].map(means)`.

    The rule looks for a column of a table that gets the result of `groupby` of the same table by the names of
    columns. It ignores modules that call `set_index` or `index_col`, because rows may have these labels.

    ```python features.py bad
    import pandas as pd

    def prepare(path):
        table = pd.read_csv(path)
        table["usual"] = table.groupby("city")["price"].mean()
        return table
    ```
    ```python features.py good
    import pandas as pd

    def prepare(path):
        table = pd.read_csv(path)
        table["usual"] = table.groupby("city")["price"].transform("mean")
        means = table.groupby("city")["price"].mean()
        table["other"] = table["city"].map(means)
        return table
    ```
    """
    text = module.text
    if "groupby(" not in text or "set_index" in text or "index_col" in text:
        return
    if not is_run(module.path, module.role):
        return
    for node in nodes_of(module, ast.Assign):
        match node:
            case ast.Assign(
                targets=[ast.Subscript(value=table, slice=ast.Constant(value=str(column)))],
                value=ast.Call(func=ast.Attribute(value=groups, attr=result)),
            ) if result in _RESULTS and dotted(table) and _grouped(groups) == dotted(table):
                message = (
                    f"`{result}` of groups has other row labels than `{dotted(table)}`, which gets `{column}`"
                )
                yield Finding(message, module.at(node))


def _grouped(value: ast.expr) -> str:
    """Return the table that a value has groups of, by the names of columns."""
    if isinstance(value, ast.Subscript):
        value = value.value
    match value:
        case ast.Call(func=ast.Attribute(value=table, attr="groupby"), args=[by], keywords=keywords):
            names = by.elts if isinstance(by, ast.List) else [by]
            plain = all(isinstance(name, ast.Constant) and isinstance(name.value, str) for name in names)
            known = {"observed", "sort", "dropna"}
            return dotted(table) if plain and all(item.arg in known for item in keywords) else ""
    return ""
