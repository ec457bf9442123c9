import ast
from collections.abc import Iterator

from roadworthy import Finding, Module, Severity, is_run, last_name, nodes_of, path_words, rule
from roadworthy_rules.code.training._loops import inside, scopes
from roadworthy_rules.code.training.rows._own_statistics import learned_by_call, of_own_rows, place_in, root

_TRAINED = frozenset(("train", "training", "trn"))
#: What is no rows: what was measured on them.
_MEASURED = frozenset(
    "acc accs accuracies accuracy auc error errors f1 loss losses mae mse output outputs pred predictions"
    " preds prob probs r2 result results rmse score scores".split()
)
#: One of these is in the text of what computes a statistic, or fits.
_HINTS = ("fillna", "mean(", "median(", "fit_transform", "std(")


@rule(Severity.NOTE, since="0.3", handwritten=True)
def test_rows_by_own_statistics(module: Module) -> Iterator[Finding]:
    """Test rows are changed by their own mean, or by a scaler of their own.

    The model sees other values than it was trained on: a test set with higher prices looks like the training
    rows once its own mean is taken off. A service with one row at a time has no such mean at all. Use the
    statistic of the training rows for both, and keep it with the model.

    The rule looks at names of test rows, in code that has training rows as well. It reports gaps that are
    filled with a mean, a median or a mode, a mean that is taken off, and functions of the module that fit a
    transformer on their argument and are called for both.

    ```python prepare.py bad
    def prepare(train, test):
        train["age"] = train["age"].fillna(train["age"].median())
        test["age"] = test["age"].fillna(test["age"].median())
        return train, test
    ```
    ```python prepare.py bad
    from sklearn.preprocessing import StandardScaler

    def normalize(rows):
        scaler = StandardScaler()
        return scaler.fit_transform(rows)

    def prepare(x_train, x_test):
        return normalize(x_train), normalize(x_test)
    ```
    ```python prepare.py bad
    import numpy as np

    def prepare(train_data, test_data):
        train_data[np.isnan(train_data)] = np.nanmean(train_data)
        test_data[np.isnan(test_data)] = np.nanmean(test_data)
        return train_data, test_data
    ```
    ```python prepare.py bad
    class Rows:
        def __init__(self, train, test):
            self.train = self._fill(train)
            self.test = self._fill(test)

        def _fill(self, frame):
            frame["age"] = frame["age"].fillna(frame["age"].mean())
            return frame
    ```
    ```python prepare.py good
    from sklearn.preprocessing import StandardScaler

    def normalize(rows, scaler):
        return scaler.transform(rows)

    def prepare(train, test, x_train, x_test):
        test["age"] = test["age"].fillna(train["age"].median())
        scaler = StandardScaler().fit(x_train)
        x_test = x_test - x_test.mean(axis=1)
        return normalize(x_train, scaler), normalize(x_test, scaler), test
    ```
    """
    text = module.text
    if "test" not in text or "train" not in text or not is_run(module.path, module.role):
        return
    if not any(hint in text for hint in _HINTS):
        return
    functions = {one.name: one for one in nodes_of(module, ast.FunctionDef)}
    for scope in scopes(module):
        nodes = list(inside(scope))
        roots = {
            name for node in nodes if isinstance(node, (ast.Name, ast.Attribute)) if (name := root(node))
        }
        tests = frozenset(name for name in roots if _is_test(name))
        if not tests or not any(path_words(name) & _TRAINED for name in roots):
            continue
        for node, rows, what in _found(nodes, tests, functions):
            yield Finding(f"`{rows}` is changed by a `{what}` of its own", module.at(node))
            break


def _found(
    nodes: list[ast.AST], tests: frozenset[str], functions: dict[str, ast.FunctionDef]
) -> Iterator[tuple[ast.expr, str, str]]:
    """Yield where test rows are changed by what was computed of them: where, the rows, and what."""
    yield from of_own_rows(nodes, tests)
    calls: dict[str, list[tuple[ast.Call, int, str]]] = {}
    for node in nodes:
        if isinstance(node, ast.Call) and (name := last_name(node.func)) in functions:
            for number, item in enumerate(node.args):
                if rows := root(item):
                    calls.setdefault(name, []).append((node, number, rows))
    for name, given in calls.items():
        function = functions[name]
        trained = {number for _, number, rows in given if path_words(rows) & _TRAINED}
        for call, number, rows in given:
            if rows in tests and number in trained:
                place = place_in(call.func, function, number)
                if what := learned_by_call(function, place, functions):
                    yield call, rows, what


def _is_test(name: str) -> bool:
    said = path_words(name.rpartition(".")[2])
    return "test" in said and not said & (_TRAINED | _MEASURED)
