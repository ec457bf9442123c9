import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._numbered_features import encoded_features, may_encode


@rule(Severity.NOTE, since="0.2", handwritten=True)
def label_encoder_for_features(module: Module) -> Iterator[Finding]:
    """Features are numbered by `LabelEncoder`, for a model that computes with them.

    `LabelEncoder` is for the target: it numbers categories by the alphabet. A linear model, a distance or a
    network then takes `bad`, `good`, `medium` for 0, 1 and 2, and a category that the training did not have
    raises in production. Use `OneHotEncoder(handle_unknown="ignore")`, or `OrdinalEncoder` with the
    categories in their order, inside a `Pipeline`.

    The rule looks at loops over columns. It stays silent if the module has models made of trees only.

    ```python train.py bad
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import LabelEncoder

    def train(table, columns, target):
        for column in columns:
            table[column] = LabelEncoder().fit_transform(table[column])
        return LogisticRegression().fit(table, target)
    ```
    ```python train.py good
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import LabelEncoder, OneHotEncoder

    def train(table, target):
        target = LabelEncoder().fit_transform(target)
        rows = OneHotEncoder(handle_unknown="ignore").fit_transform(table)
        return LogisticRegression().fit(rows, target)
    ```
    """
    if is_run(module.path, module.role) and may_encode(module.text):
        nodes = [*nodes_of(module, ast.Assign), *nodes_of(module, ast.Call), *nodes_of(module, ast.For)]
        for message, at in encoded_features(nodes):
            yield Finding(message, module.at(at))
