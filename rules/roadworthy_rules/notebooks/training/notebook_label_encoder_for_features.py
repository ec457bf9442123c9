from collections.abc import Iterator

from roadworthy import Finding, Notebook, Severity, rule
from roadworthy_rules._numbered_features import encoded_features, may_encode
from roadworthy_rules.notebooks.training._cells import training_cells


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
    if (cells := training_cells(notebook, may_encode)) is None:
        return
    for message, at in encoded_features(cells.nodes):
        yield Finding(message, cells.at(at))
