import ast
import re
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, dotted, is_run, nodes_of, rule

_LOADS = re.compile(r"(?:joblib|pickle|cloudpickle|dill)\.load\(|\bload_model\(|keras\.models\.load")
_TRANSFORMS = re.compile(r"(?i)scaler|encoder|vectori[sz]er|imputer|normali[sz]er|transformer\b")
_FITS = frozenset("fit_on_texts fit_transform".split())
#: What trains a model here, or reads the rows of the training to fit on them again.
_TRAINS = re.compile(
    r"train_test_split|\bread_(?:csv|excel|parquet|sql|json)\(|load_dataset\(|X_train|x_train"
)
#: What gives the columns of a request those of the training.
_ALIGNS = re.compile(
    r"reindex|\.align\(|not in [\w.]{0,40}columns|columns\.difference|feature_names|n_features"
    r"|CategoricalDtype|pd\.Categorical\(|[a-z]{2,12}_(?:columns|cols|features)\b"
)


@rule(Severity.WARNING, since="0.2", handwritten=True)
def transformer_fitted_on_request(module: Module) -> Iterator[Finding]:
    """A service prepares a request by what the request itself holds.

    A scaler that is fitted on one row turns it into zeros, and a label encoder numbers the row's own values:
    the model sees other numbers than it learned from, and answers all the same. `get_dummies` of one row
    makes one column of each value, and the columns of the training are missing. Store the fitted transformer
    with the model, best as a `Pipeline`, load both, and call `transform`.

    The rule applies to modules that load a model and predict, and neither train nor read a table. It ignores
    `get_dummies` where the columns are aligned afterwards, and loops that scale each series by itself.

    ```python service.py bad
    import joblib
    from sklearn.preprocessing import StandardScaler

    model = joblib.load("model.joblib")

    def answer(rows):
        scaler = StandardScaler()
        return model.predict(scaler.fit_transform(rows))
    ```
    ```python service.py bad
    import joblib
    import pandas as pd

    model = joblib.load("model.joblib")

    def answer(row):
        return model.predict(pd.get_dummies(pd.DataFrame([row])))
    ```
    ```python service.py good
    import joblib
    import pandas as pd

    model = joblib.load("model.joblib")
    scaler = joblib.load("scaler.joblib")
    names = joblib.load("names.joblib")

    def answer(row):
        table = pd.get_dummies(pd.DataFrame([row])).reindex(columns=names, fill_value=0)
        return model.predict(scaler.transform(table))
    ```
    ```python traces.py good
    import joblib
    from sklearn.preprocessing import MinMaxScaler

    model = joblib.load("model.joblib")

    def answer(traces):
        scaler = MinMaxScaler()
        for i in range(len(traces)):
            traces[i] = scaler.fit_transform(traces[i].reshape(-1, 1))
        return model.predict(traces)
    ```
    ```python prices.py bad
    import joblib
    from sklearn.preprocessing import MinMaxScaler

    model = joblib.load("model.joblib")

    def answer(table):
        scaler = MinMaxScaler()
        return model.predict(scaler.fit_transform(table["price"].values.reshape(-1, 1)))
    ```
    ```python train.py good
    import joblib
    import pandas as pd
    from sklearn.preprocessing import StandardScaler

    def evaluate(path):
        rows = StandardScaler().fit_transform(pd.read_csv(path))
        return joblib.load("model.joblib").predict(rows)
    ```
    """
    text = module.text
    if ".predict" not in text or not ("fit_" in text or "get_dummies(" in text):
        return
    if not is_run(module.path, module.role) or not _LOADS.search(text) or _TRAINS.search(text):
        return
    calls = nodes_of(module, ast.Call)
    if any(isinstance(call.func, ast.Attribute) and call.func.attr == "fit" for call in calls):
        return
    made = _made(module)
    aligned = _ALIGNS.search(text) is not None
    for call in calls:
        if not isinstance(call.func, ast.Attribute) or not call.args:
            continue
        owner, name = call.func.value, call.func.attr
        written = dotted(owner)
        if _is_one_row(call.args[0]):
            continue
        if (name in _FITS and _TRANSFORMS.search(made.get(written, written))) or name == "fit_on_texts":
            yield Finding(
                f"`{written.removesuffix('()')}` is fitted on the rows it is asked for", module.at(call)
            )
            return
        if name == "get_dummies" and written in ("pd", "pandas") and not aligned:
            yield Finding("`get_dummies` makes columns of the values of the request only", module.at(call))
            return


def _is_one_row(value: ast.expr) -> bool:
    """Tell whether a value is an item by its number as a column: each series is scaled by itself, always."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Subscript(slice=ast.Name()), attr="reshape")):
            return True
    return False


def _made(module: Module) -> dict[str, str]:
    """Return the names that hold what a call made, with what was called."""
    return {
        dotted(target): dotted(node.value.func)
        for node in nodes_of(module, ast.Assign)
        if isinstance(node.value, ast.Call)
        for target in node.targets
        if dotted(target)
    }
