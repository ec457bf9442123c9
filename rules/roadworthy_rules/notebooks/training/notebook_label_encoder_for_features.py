import ast
from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._numbered_features import may_number, numbered
from roadworthy_rules.notebooks._shared import trains_for_others


@rule(Severity.NOTE, since="0.2")
def notebook_label_encoder_for_features(notebook: Notebook) -> Iterator[Finding]:
    """A notebook numbers features by `LabelEncoder`, for a model that computes with them.

    `LabelEncoder` is for the target: it numbers categories by the alphabet. A linear model, a distance or a
    network then takes `bad`, `good`, `medium` for 0, 1 and 2, and a category that the training did not have
    raises in production. Use `OneHotEncoder(handle_unknown="ignore")`, or `OrdinalEncoder` with the
    categories in their order, inside a `Pipeline`.

    The rule looks at loops over columns, as `label-encoder-for-features` does in modules. It ignores
    notebooks of documentation, examples and tutorials, unless they store a model in another directory.

    ```notebook bad
    [[cells]]
    source = '''
    for column in columns:
        table[column] = LabelEncoder().fit_transform(table[column])
    '''

    [[cells]]
    source = "model = LogisticRegression().fit(table, target)"
    ```
    ```notebook good
    [[cells]]
    source = "target = LabelEncoder().fit_transform(target)"

    [[cells]]
    source = "model = LogisticRegression().fit(table, target)"
    ```
    """
    cells = [(cell, cell.tree) for cell in notebook.code if cell.tree]
    if not may_number("\n".join(cell.source for cell, _ in cells)) or not trains_for_others(notebook):
        return
    nodes = [(node, cell) for cell, tree in cells for node in ast.walk(tree)]
    place = {id(node): cell for node, cell in nodes}
    for model, at in numbered([node for node, _ in nodes]):
        message = f"`LabelEncoder` numbers features by the alphabet, and `{model}` computes with the numbers"
        yield Finding(message, place[id(at)].at(at))
