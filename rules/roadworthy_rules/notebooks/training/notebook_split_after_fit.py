import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._leaks import Functions, leaks, may_leak
from roadworthy_rules.notebooks._shared import trains_for_others


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
    if not trains_for_others(notebook):
        return
    cells = [(cell, cell.tree) for cell in notebook.code if cell.tree]
    if not may_leak("\n".join(cell.source for cell, _ in cells)):
        return
    place = {id(node): cell for cell, tree in cells for node in ast.walk(tree) if isinstance(node, ast.Call)}
    own = [node for _, tree in cells for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    functions = Functions(own)
    scopes = [[statement for _, tree in cells for statement in tree.body], *(node.body for node in own)]
    for scope in scopes:
        for leak in leaks(scope, functions):
            cell, fitted = place[id(leak.split)], place.get(id(leak.fit))
            related = (fitted.at(leak.fit),) if fitted else ()
            yield Finding(leak.message, cell.at(leak.split), related=related)
