from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, rule
from roadworthy_rules._unsaved_transformers import may_save_model, unsaved_transformers
from roadworthy_rules.code.training._loops import inside, scopes


@rule(Severity.WARNING, since="0.2", handwritten=True)
def scaler_unsaved(module: Module) -> Iterator[Finding]:
    """A model is saved without the scaler that its rows went through.

    The model knows scaled rows only. A service that loads it has to scale its input by the numbers of the
    training, and these are gone: it predicts from raw values, without an error, and wrongly. Put both into
    one `Pipeline` and save that, or save the scaler beside the model.

    The rule follows rows from a scaler, imputer, encoder, vectorizer or `PCA` of scikit-learn to the `fit` of
    a model that is saved in the same function or script. It stays silent if the transformer is handed to
    anything, or asked for its numbers.

    ```python train.py bad
    import joblib
    from sklearn.linear_model import Ridge
    from sklearn.preprocessing import StandardScaler

    def train(rows, target):
        scaler = StandardScaler()
        scaled = scaler.fit_transform(rows)
        model = Ridge()
        model.fit(scaled, target)
        joblib.dump(model, "model.joblib")
    ```
    ```python train.py good
    import joblib
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def train(rows, target):
        scaler = StandardScaler()
        scaled = scaler.fit_transform(rows)
        model = Ridge()
        model.fit(scaled, target)
        joblib.dump(model, "model.joblib")
        joblib.dump(scaler, "scaler.joblib")

    def train_both(rows, target):
        model = make_pipeline(StandardScaler(), Ridge())
        model.fit(rows, target)
        joblib.dump(model, "model.joblib")
    ```
    """
    if not is_run(module.path, module.role) or not may_save_model(module.text):
        return
    for message, call in unsaved_transformers([list(inside(scope)) for scope in scopes(module)]):
        yield Finding(message, module.at(call))
