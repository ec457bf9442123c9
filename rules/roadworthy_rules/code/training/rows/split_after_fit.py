import ast
from collections.abc import Iterator

from roadworthy import Finding, Location, Module, Severity, is_run, nodes_of, rule
from roadworthy_rules._leaks import leaks, may_leak


@rule(Severity.WARNING, since="0.1", handwritten=True)
def split_after_fit(module: Module) -> Iterator[Finding]:
    """A transformer is fitted on all rows before they are split.

    The scaler, imputer, vectorizer or sampler has seen the test rows, so the score on them is too good, and
    the model does worse in production. Split first, fit the transformer on the training rows, and only
    transform the test rows. A `Pipeline` does this, also in cross-validation.

    The rule follows the rows from a transformer of scikit-learn, or a sampler of imbalanced-learn, to
    `train_test_split`, `cross_val_score` or a loop over folds in the same function or script, and through
    functions of the same module. `sklearn.preprocessing.scale` and its like count, too, and so does a
    transformer that is fitted under an `if`, where the split always follows. The rule ignores encoders of
    categories and labels, and rows that are already part of a split. It ignores scalers if a model of trees,
    such as `XGBClassifier`, is cross-validated: the scale changes nothing for it. `statistic-before-split`
    looks for means, quantiles and correlations.

    ```python train.py bad
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    def prepare(rows, target):
        scaled = StandardScaler().fit_transform(rows)
        return train_test_split(scaled, target, random_state=7)
    ```
    ```python train.py bad
    import pandas as pd
    from imblearn.over_sampling import SMOTE
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import MinMaxScaler

    def prepare(rows, target):
        scaler = MinMaxScaler()
        rows["amount"] = scaler.fit_transform(rows[["amount"]])
        return train_test_split(rows, target, random_state=7)

    def balance(rows, target):
        more, targets = SMOTE(random_state=7).fit_resample(rows, target)
        return train_test_split(pd.DataFrame(more), targets, random_state=7)
    ```
    ```python train.py good
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import LabelEncoder, StandardScaler

    def prepare(rows, target):
        target = LabelEncoder().fit_transform(target)
        train, test, wanted, held = train_test_split(rows, target, random_state=7)
        scaler = StandardScaler().fit(train)
        return scaler.transform(train), scaler.transform(test), wanted, held
    ```

    ```python train.py bad
    from sklearn.model_selection import cross_val_score
    from sklearn.preprocessing import StandardScaler

    def scale(rows):
        return StandardScaler().fit_transform(rows)

    def measure(model, rows, target, folds):
        scaled = scale(rows)
        scores = cross_val_score(model, scaled, target, cv=5)
        for first, rest in folds.split(scaled):
            print(first, rest)
        return scores
    ```

    ```python train.py good
    from sklearn.model_selection import cross_val_score
    from sklearn.preprocessing import StandardScaler
    from xgboost import XGBClassifier

    def measure(rows, target):
        scaled = StandardScaler().fit_transform(rows)
        model = XGBClassifier(n_estimators=100)
        return cross_val_score(model, scaled, target, cv=5)
    ```
    ```python train.py bad
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score
    from sklearn.preprocessing import StandardScaler

    def measure(rows, target):
        scaled = StandardScaler().fit_transform(rows)
        model = LogisticRegression()
        return cross_val_score(model, scaled, target, cv=5)
    ```

    ```python train.py bad
    from imblearn.over_sampling import SMOTE
    from sklearn.model_selection import train_test_split

    def prepare(rows, target, balance):
        if balance:
            rows, target = SMOTE(random_state=7).fit_resample(rows, target)
        return train_test_split(rows, target, random_state=7)
    ```
    ```python train.py bad
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import scale

    def prepare(rows, target):
        return train_test_split(scale(rows), target, random_state=7)
    ```
    ```python train.py good
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler, scale

    def prepare(rows, target, whole):
        if whole:
            rows = StandardScaler().fit_transform(rows)
            return rows
        if not whole:
            rows = scale(rows, axis=1)
        return train_test_split(rows, target, random_state=7)

    def arrange(rows, target, whole):
        if whole:
            rows = StandardScaler().fit_transform(rows)
        if not whole:
            return train_test_split(rows, target, random_state=7)
        return rows
    ```

    A second split of the training rows, and rows that were only counted, are fine.

    ```python train.py good
    import numpy as np
    from sklearn.decomposition import PCA
    from sklearn.model_selection import train_test_split
    from sklearn.preprocessing import StandardScaler

    def prepare(rows):
        train, test = train_test_split(rows, random_state=7)
        scaled = StandardScaler().fit_transform(train)
        return train_test_split(scaled, random_state=7), test

    def split(rows, reduce):
        reduced = PCA(2).fit_transform(rows)
        if reduce:
            return reduced
        order = np.arange(reduced.shape[0])
        return train_test_split(rows, order, random_state=7)
    ```
    """
    if not is_run(module.path, module.role) or not may_leak(module.text):
        return
    if not any(word in module.text for word in ("fit", "scale(", "transform(")):
        return
    for leak in leaks(module.tree.body, nodes_of(module, ast.FunctionDef, ast.AsyncFunctionDef)):
        if not leak.by_hand:
            related = (Location(module.path, span=module.span(leak.fit)),)
            yield Finding(leak.message, module.at(leak.split), related=related)
