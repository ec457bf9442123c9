import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._leaks import leaks, may_leak
from roadworthy_rules.notebooks.training._cells import training_cells


@rule(Severity.NOTE, since="0.1")
def notebook_split_after_fit(notebook: Notebook) -> Iterator[Finding]:
    """A notebook fits a transformer on all rows before it splits them.

    The scaler, imputer, vectorizer or sampler has seen the test rows, so the score on them is too good, and
    the comparison of models is biased. Split first, fit the transformer on the training rows, and only
    transform the test rows. A `Pipeline` does this, also in cross-validation.

    The rule follows the rows through the cells from top to bottom, as `split-after-fit` and
    `statistic-before-split` do in modules. It ignores notebooks of documentation, examples and tutorials,
    unless they store a model in another directory.

    ```notebook bad
    [[cells]]
    source = '''
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler
    scaler = StandardScaler()
    scaler.fit(rows)
    rows = scaler.transform(rows)
    '''

    [[cells]]
    source = "train, test = train_test_split(rows, random_state=7)"
    ```
    ```notebook bad
    [[cells]]
    source = "table['age'] = table['age'].fillna(table['age'].median())"

    [[cells]]
    source = "train, test = train_test_split(table, random_state=7)\\nmodel.fit(train, wanted)"
    ```
    ```notebook good
    [[cells]]
    source = '''
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler
    train, test = train_test_split(rows, random_state=7)
    '''

    [[cells]]
    source = "train = StandardScaler().fit_transform(train)"
    ```
    """
    if (cells := training_cells(notebook, may_leak)) is None:
        return
    functions = [node for node in cells.nodes if isinstance(node, ast.FunctionDef)]
    for leak in leaks(cells.statements, functions):
        related = (cells.at(leak.fit),) if isinstance(leak.fit, ast.Call) else ()
        yield Finding(leak.message, cells.at(leak.split), related=related)
