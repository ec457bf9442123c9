import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._leaks import HINTS, leaks
from roadworthy_rules.notebooks._shared import is_work


@rule(Severity.NOTE, since="0.1")
def notebook_split_after_fit(notebook: Notebook) -> Iterator[Finding]:
    """A notebook fits a transformer on all rows before it splits them.

    The scaler, imputer, vectorizer or sampler has seen the test rows, so the score on them is too good, and
    the comparison of models is biased. Split first, fit the transformer on the training rows, and only
    transform the test rows. A `Pipeline` does this, also in cross-validation.

    The rule follows the rows through the cells from top to bottom, as `split-after-fit` does in modules. It
    ignores notebooks of documentation, examples and tutorials.

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
    if not is_work(notebook):
        return
    cells = [(cell, cell.tree) for cell in notebook.code if cell.tree]
    if not all(any(hint in cell.source for cell, _ in cells) for hint in HINTS):
        return
    place = {id(node): cell for cell, tree in cells for node in ast.walk(tree) if isinstance(node, ast.Call)}
    scopes = [[statement for _, tree in cells for statement in tree.body]]
    scopes += [node.body for _, tree in cells for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for scope in scopes:
        for leak in leaks(scope):
            cell, fitted = place[id(leak.split)], place[id(leak.fit)]
            message = f"`{leak.learner}` is fitted on rows that `train_test_split` splits afterwards"
            yield Finding(message, cell.at(leak.split), related=(fitted.at(leak.fit),))
